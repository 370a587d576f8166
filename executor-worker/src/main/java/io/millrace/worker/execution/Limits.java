package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.node.NodeOutcome;
import java.util.Optional;

/** Keeps records and states within the sizes that the topics take; checked before anything is sent. */
final class Limits {
    /** What an ordinary record leaves for its payload, in bytes: the rest is for its other fields. */
    static final int MAX_PAYLOAD_BYTES = Topics.MAX_RECORD_BYTES - 64 * 1024;

    /** What a record that may be larger leaves for its payload: a loop's result, an execution's output. */
    static final int MAX_STATE_BYTES = Topics.MAX_STATE_BYTES;

    /** How many lines an execution may log. */
    static final int MAX_LOG_LINES = 10_000;

    /** How many events a decision has at most, before it lets others have their turn. */
    static final int MAX_EVENTS_A_DECISION = 1_000;

    /** How many items a loop may go through. */
    static final int MAX_ITEMS = 100_000;

    private Limits() {}

    /** The outcome, or the failure that takes its place because it is too large. */
    static NodeOutcome bounded(NodeOutcome outcome, Execution execution, NodeKey key) {
        return switch (outcome) {
            case NodeOutcome.Completed completed ->
                tooLarge(completed.output(), execution, key, MAX_PAYLOAD_BYTES).orElse(outcome);
            case NodeOutcome.Asks asks ->
                tooLarge(asks.output(), execution, key, MAX_PAYLOAD_BYTES).orElse(outcome);
            case NodeOutcome.Calls calls -> {
                int size = calls.input().size();
                yield size > MAX_PAYLOAD_BYTES
                        ? new NodeOutcome.Failed(Failures.tooLarge("the input of " + key, size, MAX_PAYLOAD_BYTES))
                        : outcome;
            }
            case NodeOutcome.Repeats repeats -> {
                int count = repeats.items().size();
                long size = repeats.items().stream().mapToLong(Json::size).sum() + count;
                if (count > MAX_ITEMS) {
                    yield new NodeOutcome.Failed(Failures.of(
                            "too-large",
                            "%s has %,d items, more than the %,d allowed".formatted(key, count, MAX_ITEMS)));
                }
                yield size > MAX_PAYLOAD_BYTES
                        ? new NodeOutcome.Failed(Failures.tooLarge("the items of " + key, size, MAX_PAYLOAD_BYTES))
                        : outcome;
            }
            case NodeOutcome.Failed failed -> outcome;
            case NodeOutcome.Waits waits -> outcome;
        };
    }

    /** The failure of a run whose output would be too large, for itself or for the state that keeps it. */
    static Optional<NodeOutcome> tooLarge(Json output, Execution execution, NodeKey key, int limit) {
        int length = output.size();
        if (length > limit) {
            return Optional.of(new NodeOutcome.Failed(Failures.tooLarge("the output of " + key, length, limit)));
        }
        long state = execution.progress().tally().outputBytes() + length;
        return state <= MAX_STATE_BYTES
                ? Optional.empty()
                : Optional.of(new NodeOutcome.Failed(Failures.tooLarge(
                        "the sum of the execution's outputs, with that of " + key + ",", state, MAX_STATE_BYTES)));
    }
}
