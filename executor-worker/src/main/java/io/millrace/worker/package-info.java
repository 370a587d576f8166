/** The worker: reads triggers, runs workflows, emits what happened. */
@NullMarked
package io.millrace.worker;

import org.jspecify.annotations.NullMarked;
