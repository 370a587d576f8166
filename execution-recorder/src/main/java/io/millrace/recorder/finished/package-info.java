/** What recording tells querying within one process: which executions have just ended. The only way between them. */
@NullMarked
package io.millrace.recorder.finished;

import org.jspecify.annotations.NullMarked;
