/** Tests of what the programs calculate. */
@NullMarked
package io.millrace.benchmark.flow;

import org.jspecify.annotations.NullMarked;
