/**
 * Answers from the history, each user's own. What an answer shows and the cursor that comes with it are read in one
 * snapshot: {@link io.millrace.recorder.query.Snapshots}.
 */
@NullMarked
package io.millrace.recorder.query;

import org.jspecify.annotations.NullMarked;
