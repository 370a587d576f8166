/** The one table of scenarios, played against every way of running the system. */
@NullMarked
package io.millrace.acceptance.story;

import org.jspecify.annotations.NullMarked;
