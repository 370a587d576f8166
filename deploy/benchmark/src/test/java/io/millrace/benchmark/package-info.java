/** Tests of how what was measured is reported. */
@NullMarked
package io.millrace.benchmark;

import org.jspecify.annotations.NullMarked;
