/** What the history costs: recording a great many executions, finding them, and letting go of them. */
@NullMarked
package io.millrace.benchmark.history;

import org.jspecify.annotations.NullMarked;
