/**
 * The pure core: what an execution's state is, how events change it, and what is to happen next. No clock, no
 * randomness, no IO: times and ids are arguments, and live processing and recovery share {@code apply}.
 */
@NullMarked
package io.millrace.worker.execution;

import org.jspecify.annotations.NullMarked;
