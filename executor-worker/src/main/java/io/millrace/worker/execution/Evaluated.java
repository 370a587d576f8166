package io.millrace.worker.execution;

import io.millrace.worker.node.NodeOutcome;

/** What evaluating a node's expressions came to. */
public sealed interface Evaluated {
    /** The node has its outcome, and logged something perhaps. */
    record Done(NodeOutcome outcome, LogBuffer.Lines logged) implements Evaluated {
        /** An outcome without log lines. */
        public static Done of(NodeOutcome outcome) {
            return new Done(outcome, LogBuffer.Lines.NONE);
        }
    }

    /** The node is a slow one and can now be run. */
    record Prepared(NodeRun run) implements Evaluated {}
}
