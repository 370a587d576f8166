package io.millrace.worker.execution;

import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.Retry;
import io.millrace.worker.execution.NodeState.Active;
import io.millrace.worker.execution.NodeState.Conversing;
import io.millrace.worker.execution.NodeState.Looping;
import io.millrace.worker.execution.NodeState.Retrying;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.execution.NodeState.Waiting;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What comes due in an execution by itself, worked out from its state. */
final class DueTimes {
    /** What happens to a run when its time has come. */
    enum What {
        /** All its attempts together took too long. */
        NODE_TIMEOUT,
        /** The attempt under way took too long. */
        ATTEMPT_TIMEOUT,
        /** The next attempt begins. */
        RETRY,
        /** The wait ends. */
        WAIT_END
    }

    record Due(Instant at, NodeKey key, What what) {}

    private DueTimes() {}

    /** When the execution runs out of time. */
    static Optional<Instant> deadline(Execution execution) {
        return execution
                .startedAt()
                .flatMap(startedAt ->
                        execution.start().plan().workflow().settings().timeout().map(startedAt::plus));
    }

    static Optional<Instant> next(Execution execution) {
        return Stream.concat(deadline(execution).stream(), of(execution).map(Due::at))
                .min(Comparator.naturalOrder());
    }

    /** What is due first of what is due at this time. */
    static Optional<Due> first(Execution execution, Instant now) {
        return of(execution).filter(due -> !due.at().isAfter(now)).min(Comparator.comparing(Due::at));
    }

    /** When the run's attempts together must be over. */
    static Optional<Instant> deadline(Execution execution, NodeKey key) {
        return execution.progress().active(key).flatMap(state -> deadline(node(execution, key), state.attempt()));
    }

    static Optional<Instant> deadline(Node node, Attempt attempt) {
        return node.timeout().map(attempt.firstStartedAt()::plus);
    }

    private static Stream<Due> of(Execution execution) {
        return execution.progress().runs().active().stream().flatMap(key -> execution.progress().active(key).stream()
                .flatMap(state -> Stream.concat(
                        whole(execution, key, state).stream(), own(key, state, node(execution, key)).stream())));
    }

    /** A part has no such time of its own. */
    private static Optional<Due> whole(Execution execution, NodeKey key, Active state) {
        return Part.of(key, execution.start().plan()).isPresent()
                ? Optional.empty()
                : deadline(node(execution, key), state.attempt())
                        .map(deadline -> new Due(deadline, key, What.NODE_TIMEOUT));
    }

    private static Optional<Due> own(NodeKey key, Active state, Node node) {
        return switch (state) {
            case Running running ->
                node.retry()
                        .flatMap(Retry::attemptTimeout)
                        .map(limit -> new Due(running.since().plus(limit), key, What.ATTEMPT_TIMEOUT));
            case Retrying retrying -> Optional.of(new Due(retrying.nextAt(), key, What.RETRY));
            case Waiting waiting -> waiting.until().map(until -> new Due(until, key, What.WAIT_END));
            case Looping looping -> Optional.empty();
            case Conversing conversing -> Optional.empty();
        };
    }

    private static Node node(Execution execution, NodeKey key) {
        return execution.start().plan().step(key.nodeId()).node();
    }
}
