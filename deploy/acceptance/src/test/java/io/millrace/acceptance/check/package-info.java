/** The invariants of the system as a pure function of what was seen from outside. */
@NullMarked
package io.millrace.acceptance.check;

import org.jspecify.annotations.NullMarked;
