/** Execution ids, which carry the partition of everything that is recorded under them. */
@NullMarked
package io.millrace.schemas.id;

import org.jspecify.annotations.NullMarked;
