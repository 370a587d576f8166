package io.millrace.worker.execution;

import io.millrace.worker.node.NodeOutcome;
import java.time.Instant;

/** What an execution is asked to take in. */
public sealed interface Input {

    /** Its trigger was accepted: it is to begin. */
    record Accepted() implements Input {}

    /** A node that was under way when the execution's partition was taken over is to be run again. */
    record Restart(NodeKey key) implements Input {}

    /** It is to go on with whatever is ready. */
    record Resumed() implements Input {}

    /**
     * A node that ran outside the decision came to its end.
     *
     * @param attempt the attempt that it belongs to; outcomes of any other are thrown away
     */
    record NodeEnded(NodeKey key, int attempt, NodeOutcome outcome, LogBuffer.Lines logged, Instant finishedAt)
            implements Input {}
}
