package io.millrace.worker.execution;

import static io.millrace.worker.execution.NodeKey.topLevel;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.workflow.OnError;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.expression.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * The state of one execution: an immutable value that changes only by {@link #apply}, live and in recovery alike.
 *
 * @param start what it began with
 * @param status where it stands
 * @param sequence the number of the last event applied; 0 before the first
 * @param startedAt when it began; empty before
 * @param progress how far it has come
 */
public record Execution(
        Start start, ExecutionStatus status, int sequence, Optional<Instant> startedAt, Progress progress) {

    /** An accepted trigger of which nothing has come yet. */
    public static Execution accepted(Start start) {
        return new Execution(start, ExecutionStatus.QUEUED, 0, Optional.empty(), Progress.NONE);
    }

    /**
     * The state after an event.
     *
     * @throws IllegalTransitionException if the event cannot follow
     */
    public Execution apply(SpecificRecord event) {
        EventContext context = EventRecords.context(event);
        if (context.getSequence() != sequence + 1) {
            throw illegal(event, "number " + context.getSequence() + " cannot follow");
        }
        if (isFinished()) {
            throw illegal(event, "the execution has ended as " + status);
        }
        Progress next =
                switch (event) {
                    case ExecutionQueued queued -> progress;
                    case ExecutionStarted started -> begun(started);
                    case NodeStarted started -> nodeStarted(started);
                    case NodeCompleted completed -> nodeCompleted(completed);
                    case LogsEmitted logs -> progress;
                    case ExecutionFinished finished -> progress.withoutReady();
                    default -> throw illegal(event, "this type of event changes no execution");
                };
        Optional<Instant> began = event instanceof ExecutionStarted ? Optional.of(context.getTime()) : startedAt;
        return new Execution(start, context.getStatus(), context.getSequence(), began, next);
    }

    /** The execution's id and what else never changes. */
    public Identity identity() {
        return start.identity();
    }

    /** Whether the execution has come to its end. */
    public boolean isFinished() {
        return isTerminal(status);
    }

    /** Whether a status is never left again. */
    public static boolean isTerminal(ExecutionStatus status) {
        return switch (status) {
            case QUEUED, RUNNING, WAITING -> false;
            case SUCCESS, FAILED, PARTIAL, CANCELLED, TIMED_OUT -> true;
        };
    }

    /** The ids of the nodes that this execution could run. */
    Set<String> reachable() {
        return start.plan().workflow().reachableFrom(start.trigger().getNodeId());
    }

    private Progress begun(ExecutionStarted event) {
        if (startedAt.isPresent()) {
            throw illegal(event, "it has begun already");
        }
        return progress.withReady(topLevel(start.trigger().getNodeId()));
    }

    private Progress nodeStarted(NodeStarted event) {
        var key = new NodeKey(event.getNodeId(), event.getIteration());
        boolean anew = progress.nodes().get(key) instanceof Running running && running.attempt() == event.getAttempt();
        if (!anew && !progress.ready().contains(key)) {
            throw illegal(event, "%s cannot start, it is %s".formatted(key, described(key)));
        }
        return progress.running(key, new Running(event.getAttempt(), event.getRestarts(), event.getStartedAt()));
    }

    private Progress nodeCompleted(NodeCompleted event) {
        var key = new NodeKey(event.getNodeId(), event.getIteration());
        if (!(progress.nodes().get(key) instanceof Running) && !progress.ready().contains(key)) {
            throw illegal(event, "%s cannot complete, it is %s".formatted(key, described(key)));
        }
        var ended = new Ended(
                event.getNodeStatus(), event.getOutputName(), event.getOutput().map(Json::encoded), event.getError());
        Progress after = progress.ended(key, ended);
        if (progress.stoppedBy().isPresent()) {
            return after; // nothing begins any more
        }
        return stops(key, ended) ? after.stoppedBy(key) : after.advancedBehind(key.nodeId(), start.plan(), reachable());
    }

    private boolean stops(NodeKey key, Ended ended) {
        return switch (ended.status()) {
            case FAILED, TIMED_OUT -> start.plan().step(key.nodeId()).node().onError() == OnError.FAIL;
            case RUNNING, WAITING, SUCCESS, SKIPPED, CANCELLED -> false;
        };
    }

    private String described(NodeKey key) {
        return progress.state(key).map(Object::toString).orElse("not ready");
    }

    private IllegalTransitionException illegal(SpecificRecord event, String why) {
        return new IllegalTransitionException("execution %s: %s after number %d: %s"
                .formatted(identity().executionId(), event.getSchema().getName(), sequence, why));
    }
}
