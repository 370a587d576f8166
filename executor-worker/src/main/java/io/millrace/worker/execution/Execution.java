package io.millrace.worker.execution;

import static io.millrace.worker.execution.NodeKey.topLevel;

import io.millrace.expression.Json;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.CallbackKept;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.workflow.OnError;
import io.millrace.worker.execution.NodeState.Active;
import io.millrace.worker.execution.NodeState.Conversing;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Looping;
import io.millrace.worker.execution.NodeState.Retrying;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.execution.NodeState.Waiting;
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
     * The state after an event. The status that the event tells counts only where the state alone does not say it.
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
                    case NodeAttemptFailed failed -> attemptFailed(failed);
                    case NodeWaiting waiting -> nodeWaiting(waiting);
                    case NodeCompleted completed -> nodeCompleted(completed);
                    case CallbackKept kept ->
                        progress.withCallback(
                                new NodeKey(kept.getNodeId(), kept.getIteration()), Checkpoints.callback(kept));
                    case LogsEmitted logs ->
                        progress.with(progress.tally().logged(logs.getLines().size()));
                    case ExecutionFinished finished -> progress.withoutReady();
                    default -> throw illegal(event, "this type of event changes no execution");
                };
        Optional<Instant> began = event instanceof ExecutionStarted ? Optional.of(context.getTime()) : startedAt;
        ExecutionStatus after =
                switch (event) {
                    case ExecutionFinished finished -> context.getStatus();
                    default -> began.isEmpty() ? ExecutionStatus.QUEUED : next.status();
                };
        return new Execution(start, after, context.getSequence(), began, next);
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

    /** How much its data and what it came to so far take, in bytes of JSON. */
    public long bytes() {
        return start.data().size() + progress.tally().outputBytes();
    }

    /** When it has to be looked at again though nothing came; empty if only something from outside can move it. */
    public Optional<Instant> nextDue() {
        return isFinished() ? Optional.empty() : DueTimes.next(this);
    }

    /** Whether something that runs elsewhere will move it: a node under way, or an execution that it waits for. */
    public boolean isWaitingForOthers() {
        return progress.runs().active().stream()
                .map(progress.nodes()::get)
                .anyMatch(state -> state instanceof Running
                        || (state instanceof Waiting waiting
                                && waiting.childId().isPresent()));
    }

    /** The top-level ids of the nodes that this execution could run. */
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
        Attempt attempt =
                switch (progress.active(key).orElse(null)) {
                    case Running running when running.attempt().number() == event.getAttempt() -> running.attempt();
                    case Retrying retrying
                    when retrying.attempt().number() + 1 == event.getAttempt() ->
                        retrying.attempt().next(event.getStartedAt());
                    case null -> {
                        requireReady(event, key);
                        yield Attempt.first(event.getStartedAt());
                    }
                    default -> throw illegal(event, "%s cannot start, it is %s".formatted(key, described(key)));
                };
        if (event.getItems().isPresent()) {
            var items = Json.encoded(event.getItems().get()).items();
            return Loops.begun(progress, key, attempt, items, start.plan());
        }
        return start.plan().goesInRounds(key)
                ? Conversations.begun(progress, key, attempt)
                : progress.active(
                        key,
                        new Running(
                                attempt, event.getRestarts(), event.getContext().getTime()));
    }

    private Progress attemptFailed(NodeAttemptFailed event) {
        var key = new NodeKey(event.getNodeId(), event.getIteration());
        Attempt attempt = attempt(event, key, event.getStartedAt());
        return progress.active(key, new Retrying(attempt, event.getNextAttemptAt()));
    }

    private Progress nodeWaiting(NodeWaiting event) {
        var key = new NodeKey(event.getNodeId(), event.getIteration());
        Attempt attempt = attempt(event, key, event.getStartedAt());
        return progress.active(key, new Waiting(attempt, event.getUntil(), event.getChildExecutionId()));
    }

    private Progress nodeCompleted(NodeCompleted event) {
        var key = new NodeKey(event.getNodeId(), event.getIteration());
        Optional<Active> before = progress.active(key);
        if (before.isEmpty()) {
            requireReady(event, key);
        }
        var ended = new Ended(
                event.getNodeStatus(), event.getOutputName(), event.getOutput().map(Json::encoded), event.getError());
        Optional<Part> part = Part.of(key, start.plan());
        if (part.isPresent()) {
            return Conversations.ended(progress, key, part.get(), ended, start.plan());
        }
        Progress after =
                switch (before.orElse(null)) {
                    case Looping loop -> Loops.abandoned(progress, key, loop, start.plan());
                    case Conversing conversing -> Conversations.abandoned(progress, key, conversing, start.plan());
                    case Running running -> progress;
                    case Retrying retrying -> progress;
                    case Waiting waiting -> progress;
                    case null -> progress;
                };
        return followed(after.ended(key, ended), key, ended);
    }

    /** What follows from a run's end. */
    private Progress followed(Progress after, NodeKey key, Ended ended) {
        Frame frame = Frame.of(key, start.plan());
        OnError onError = start.plan().step(key.nodeId()).node().onError();
        boolean failed = ended.status() == NodeStatus.FAILED || ended.status() == NodeStatus.TIMED_OUT;
        Progress next = after;
        if (failed && onError == OnError.CONTINUE) {
            next = next.with(next.tally().thatCarriedOn());
        }
        if (next.stopped().containsKey(frame)) {
            return frame.isTop() ? next : Loops.concluded(next, frame, start.plan());
        }
        if (ended.status() == NodeStatus.CANCELLED) {
            return next; // whatever is around it ends as well
        }
        if (failed && onError == OnError.FAIL) {
            if (frame.isTop()) {
                return next.stopped(frame, key, start.plan());
            }
            Failure failure = ended.failure().orElseThrow();
            next = Loops.failed(next, frame, key, failure, start.plan());
        } else {
            next = next.advancedBehind(key, start.plan(), reachable());
        }
        return frame.isTop() ? next : Loops.concluded(next, frame, start.plan());
    }

    /** The attempt that an event is about which a run can have from its beginning. */
    private Attempt attempt(SpecificRecord event, NodeKey key, Instant startedAt) {
        return switch (progress.active(key).orElse(null)) {
            case Running running -> running.attempt();
            case Retrying retrying -> retrying.attempt().next(startedAt);
            case Waiting waiting -> waiting.attempt();
            case Looping looping -> throw illegal(event, "%s is %s".formatted(key, described(key)));
            case Conversing conversing -> throw illegal(event, "%s is %s".formatted(key, described(key)));
            case null -> {
                requireReady(event, key);
                yield Attempt.first(startedAt);
            }
        };
    }

    private void requireReady(SpecificRecord event, NodeKey key) {
        if (!progress.ready().contains(key) && !Conversations.isAsked(key, progress, start.plan())) {
            throw illegal(event, "%s cannot follow here, it is %s".formatted(key, described(key)));
        }
    }

    private String described(NodeKey key) {
        return progress.state(key).map(Object::toString).orElse("not ready");
    }

    private IllegalTransitionException illegal(SpecificRecord event, String why) {
        return new IllegalTransitionException("execution %s: %s after number %d: %s"
                .formatted(identity().executionId(), event.getSchema().getName(), sequence, why));
    }
}
