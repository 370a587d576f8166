package io.millrace.recorder.fold;

import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.NodeWaiting;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What some records of one node's run come to.
 *
 * @param context of the last of them
 * @param key which node, in which round of the loops around it
 * @param status after the last of them
 * @param attempt the highest attempt seen, from 1; 0 for a node that did not run
 * @param startedAt when the first attempt began; absent for a node that did not run
 * @param attemptStartedAt when the highest attempt began
 * @param failed attempts that failed and were followed by another, oldest first
 * @param end its end, once it has come
 */
public record NodeChange(
        EventContext context,
        Key key,
        NodeStatus status,
        int attempt,
        @Nullable Instant startedAt,
        @Nullable Instant attemptStartedAt,
        List<NodeAttemptFailed> failed,
        @Nullable NodeCompleted end) {

    /**
     * Which node's run.
     *
     * @param iteration empty at top level
     */
    public record Key(UUID executionId, String nodeId, String iteration) {}

    public NodeChange {
        failed = List.copyOf(failed);
    }

    static NodeChange of(NodeStarted event) {
        return new NodeChange(
                event.getContext(),
                key(event.getContext(), event.getNodeId(), event.getIteration()),
                NodeStatus.RUNNING,
                event.getAttempt(),
                event.getStartedAt(),
                event.getStartedAt(),
                List.of(),
                null);
    }

    static NodeChange of(NodeAttemptFailed event) {
        return new NodeChange(
                event.getContext(),
                key(event.getContext(), event.getNodeId(), event.getIteration()),
                NodeStatus.RUNNING,
                event.getAttempt(),
                event.getStartedAt(),
                event.getStartedAt(),
                List.of(event),
                null);
    }

    static NodeChange of(NodeWaiting event) {
        return new NodeChange(
                event.getContext(),
                key(event.getContext(), event.getNodeId(), event.getIteration()),
                NodeStatus.WAITING,
                1,
                event.getStartedAt(),
                event.getStartedAt(),
                List.of(),
                null);
    }

    static NodeChange of(NodeCompleted event) {
        return new NodeChange(
                event.getContext(),
                key(event.getContext(), event.getNodeId(), event.getIteration()),
                event.getNodeStatus(),
                event.getAttempt(),
                event.getStartedAt(),
                event.getAttemptStartedAt(),
                List.of(),
                event);
    }

    static NodeChange skipped(ExecutionFinished event, String nodeId) {
        return new NodeChange(
                event.getContext(),
                key(event.getContext(), nodeId, ""),
                NodeStatus.SKIPPED,
                0,
                null,
                null,
                List.of(),
                null);
    }

    NodeChange merge(NodeChange later) {
        if (end != null || later.status == NodeStatus.SKIPPED) {
            return this; // it never runs again, and what ran was not skipped
        }
        return new NodeChange(
                later.context,
                key,
                later.status,
                Math.max(attempt, later.attempt),
                startedAt,
                later.attempt >= attempt ? later.attemptStartedAt : attemptStartedAt,
                Stream.concat(failed.stream(), later.failed.stream()).toList(),
                later.end);
    }

    private static Key key(EventContext context, String nodeId, String iteration) {
        return new Key(context.getExecutionId(), nodeId, iteration);
    }
}
