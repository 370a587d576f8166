package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.worker.node.Round;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/** Where one run of a node stands. A node that has no state has neither begun nor been passed over. */
public sealed interface NodeState {

    /** A run that has begun and not ended. */
    sealed interface Active extends NodeState {
        /** Which attempt it is, and since when. */
        Attempt attempt();

        /** Whether nothing is left to do but to end. */
        default boolean isThrough() {
            return false;
        }
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

        @Override
        public boolean isThrough() {
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
     * It goes on in rounds, each of which is a run of its own.
     *
     * @param rounds those that are over, with all that they asked for
     * @param said what the last round came to, while something that it asked for is under way
     * @param answers what has come of that, by index
     * @param end how the last round of all ended
     */
    record Conversing(
            Attempt attempt,
            PVector<Round> rounds,
            Optional<Json> said,
            PMap<Integer, Json> answers,
            Optional<Ended> end)
            implements Active {

        static Conversing begun(Attempt attempt) {
            return new Conversing(
                    attempt, TreePVector.empty(), Optional.empty(), HashTreePMap.empty(), Optional.empty());
        }

        @Override
        public boolean isThrough() {
            return end.isPresent();
        }

        /** How much is kept, in bytes of JSON. */
        long size() {
            return rounds.stream().mapToLong(Round::size).sum()
                    + said.map(Json::size).orElse(0)
                    + answers.values().stream().mapToLong(Json::size).sum();
        }

        Conversing said(Json output) {
            return new Conversing(attempt, rounds, Optional.of(output), answers, end);
        }

        Conversing answered(int index, Json answer) {
            return new Conversing(attempt, rounds, said, answers.plus(index, answer), end);
        }

        /** The round is over and has all its answers. */
        Conversing withRound() {
            var inOrder = answers.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(Map.Entry::getValue)
                    .toList();
            return new Conversing(
                    attempt,
                    rounds.plus(new Round(said.orElseThrow(), inOrder)),
                    Optional.empty(),
                    HashTreePMap.empty(),
                    end);
        }

        /** Nothing is left to do but to end like its last round. */
        Conversing through(Ended last) {
            return new Conversing(attempt, rounds, said, answers, Optional.of(last));
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
