package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.pcollections.PMap;
import org.pcollections.PSet;

/** Where one run of a node stands. A node that has no state has neither begun nor been passed over. */
public sealed interface NodeState {

    /** A run that has begun and not ended. */
    sealed interface Active extends NodeState {
        /** Which attempt it is, and since when. */
        Attempt attempt();
    }

    /**
     * It is being run outside the decision.
     *
     * @param restarts how often this attempt was begun anew after a takeover
     * @param since when it was begun for the last time
     */
    record Running(Attempt attempt, int restarts, Instant since) implements Active {}

    /**
     * An attempt failed and the next one waits for its time.
     *
     * @param attempt the one that failed
     */
    record Retrying(Attempt attempt, Instant nextAt) implements Active {}

    /**
     * It waits.
     *
     * @param until when that ends by itself
     * @param childId the execution that it waits for; empty for a wait for a time or a callback
     */
    record Waiting(Attempt attempt, Optional<Instant> until, Optional<UUID> childId) implements Active {}

    /**
     * It goes through its items.
     *
     * @param begun how many iterations have begun
     * @param open those of them that have not ended
     * @param results what the others came to, by index
     * @param failure what ends the loop before it is through
     */
    record Looping(
            Attempt attempt,
            List<Json> items,
            int begun,
            PSet<Integer> open,
            PMap<Integer, Json> results,
            Optional<Failure> failure)
            implements Active {

        /** Whether nothing is left to do but to end. */
        boolean isThrough() {
            return open.isEmpty() && (failure.isPresent() || begun == items.size());
        }

        /** What the iterations came to, in order. */
        List<Json> inOrder() {
            return IntStream.range(0, items.size())
                    .mapToObj(index -> results.getOrDefault(index, Json.NULL))
                    .toList();
        }

        /** The next iteration begins. */
        Looping withNext() {
            return new Looping(attempt, items, begun + 1, open.plus(begun), results, failure);
        }

        /** An iteration ended without a result. */
        Looping without(int index) {
            return new Looping(attempt, items, begun, open.minus(index), results, failure);
        }

        /** An iteration ended with a result. */
        Looping with(int index, Json result) {
            return new Looping(attempt, items, begun, open.minus(index), results.plus(index, result), failure);
        }

        Looping withFailure(Failure reason) {
            return new Looping(attempt, items, begun, open, results, Optional.of(reason));
        }
    }

    /**
     * It came to its end and never runs again.
     *
     * @param outputName the output that it left by; empty if it left by none
     * @param output what it handed on
     */
    record Ended(NodeStatus status, Optional<String> outputName, Optional<Json> output, Optional<Failure> failure)
            implements NodeState {}

    /** None of its inputs was delivered, or not all that its join asks for. */
    record Skipped() implements NodeState {}
}
