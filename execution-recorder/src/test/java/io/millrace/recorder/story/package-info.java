/** Executions to test with, told event by event. */
@NullMarked
package io.millrace.recorder.story;

import org.jspecify.annotations.NullMarked;
