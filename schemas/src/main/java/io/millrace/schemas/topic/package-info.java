/** The topics: their names and settings, their creation, and reading compacted ones from start to end and on. */
@NullMarked
package io.millrace.schemas.topic;

import org.jspecify.annotations.NullMarked;
