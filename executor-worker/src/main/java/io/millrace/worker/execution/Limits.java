package io.millrace.worker.execution;

import io.millrace.schemas.topic.Topics;
import io.millrace.worker.node.NodeOutcome;

/** Keeps records and states within the sizes that the topics take; checked before anything is sent. */
final class Limits {
    /** What an ordinary record leaves for its payload, in bytes: the rest is for its other fields. */
    static final int MAX_PAYLOAD_BYTES = Topics.MAX_RECORD_BYTES - 64 * 1024;

    private Limits() {}

    /** The outcome, or the failure that takes its place because its output is too large. */
    static NodeOutcome bounded(NodeOutcome outcome, Execution execution, NodeKey key) {
        if (!(outcome instanceof NodeOutcome.Completed completed)) {
            return outcome;
        }
        int length = completed.output().size();
        if (length > MAX_PAYLOAD_BYTES) {
            return new NodeOutcome.Failed(Failures.tooLarge("the output of " + key, length, MAX_PAYLOAD_BYTES));
        }
        long state = execution.progress().outputBytes() + length;
        if (state > Topics.MAX_STATE_BYTES) {
            return new NodeOutcome.Failed(Failures.tooLarge(
                    "the sum of the execution's outputs, with that of " + key + ",", state, Topics.MAX_STATE_BYTES));
        }
        return outcome;
    }
}
