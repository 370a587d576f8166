package io.millrace.worker.execution;

import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.worker.expression.Json;
import java.time.Instant;
import java.util.Optional;

/** Where one run of a node stands. A node that has no state has neither begun nor been passed over. */
public sealed interface NodeState {

    /**
     * It is being run outside the decision.
     *
     * @param attempt from 1
     * @param restarts how often this attempt was begun anew after a takeover
     * @param startedAt when the attempt first began
     */
    record Running(int attempt, int restarts, Instant startedAt) implements NodeState {}

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
