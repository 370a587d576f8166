/** Folds the topics anew beside the history, to replace what is there or to compare it. */
@NullMarked
package io.millrace.recorder.rebuild;

import org.jspecify.annotations.NullMarked;
