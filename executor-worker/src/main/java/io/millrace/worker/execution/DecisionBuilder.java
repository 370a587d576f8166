package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.worker.execution.NodeState.Active;
import io.millrace.worker.execution.NodeState.Conversing;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Looping;
import io.millrace.worker.execution.NodeState.Retrying;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.execution.NodeState.Waiting;
import io.millrace.worker.node.NodeOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** What was decided so far, the state that it leads to, and the steps that a decision is made of. */
final class DecisionBuilder {
    private final Surroundings around;
    private final List<SpecificRecord> events = new ArrayList<>();
    private final List<NodeRun> runs = new ArrayList<>();
    private final Set<NodeKey> interrupts = new HashSet<>();
    private final List<Start> children = new ArrayList<>();
    private final Set<UUID> cancels = new HashSet<>();
    private Execution execution;
    private boolean more;

    DecisionBuilder(Execution execution, Surroundings around) {
        this.execution = execution;
        this.around = around;
    }

    Decision decision() {
        return new Decision(execution, events, runs, interrupts, children, cancels, more);
    }

    Execution execution() {
        return execution;
    }

    Instant now() {
        return around.now();
    }

    Plan.Step step(NodeKey key) {
        return execution.start().plan().step(key.nodeId());
    }

    /** False if the rest is put off, so that others have their turn. */
    boolean hasRoom() {
        more = events.size() >= Limits.MAX_EVENTS_A_DECISION;
        return !more;
    }

    /** The attempt that a run is at, or would begin with now. */
    Attempt attempt(NodeKey key) {
        return switch (execution.progress().active(key).orElse(null)) {
            case Retrying retrying -> retrying.attempt().next(now());
            case Active active -> active.attempt();
            case null -> Attempt.first(now());
        };
    }

    void started() {
        emit(events().started());
    }

    void queued(String reason) {
        emit(events().queued(reason));
    }

    /** An attempt begins, or begins anew. */
    void attemptStarted(NodeKey key, Attempt attempt, int restarts) {
        emit(events().nodeStarted(key, attempt, restarts));
    }

    void run(NodeRun run) {
        runs.add(run);
    }

    /** The node's outcome has its consequences. */
    void settle(NodeKey key, NodeOutcome outcome, LogBuffer.Lines logged, Instant finishedAt) {
        Attempt attempt = attempt(key);
        switch (Limits.bounded(outcome, execution, key)) {
            case NodeOutcome.Completed completed -> {
                log(logged);
                complete(key, attempt, completed, finishedAt, false);
            }
            case NodeOutcome.Failed failed -> fail(key, attempt, failed, logged, finishedAt);
            case NodeOutcome.Waits waits -> {
                log(logged);
                emit(events().nodeWaiting(key, attempt, Optional.of(waits.until()), Optional.empty()));
                Optional.ofNullable(execution.progress().callbacks().get(key))
                        .ifPresent(kept -> settle(key, Checkpoints.outcome(kept), LogBuffer.Lines.NONE, now()));
            }
            case NodeOutcome.Calls calls -> {
                log(logged);
                call(key, attempt, calls);
            }
            case NodeOutcome.Repeats repeats -> {
                log(logged);
                emit(events().loopStarted(key, attempt, repeats.items()));
            }
            case NodeOutcome.Asks asks -> {
                log(logged);
                ask(key, attempt, asks, finishedAt);
            }
        }
    }

    void complete(NodeKey key, Attempt attempt, NodeOutcome.Completed completed, Instant finishedAt, boolean reused) {
        var ended = new Ended(
                NodeStatus.SUCCESS,
                Optional.of(completed.outputName()),
                Optional.of(completed.output()),
                Optional.empty());
        emit(events().nodeCompleted(key, attempt, finishedAt, ended, reused));
    }

    private void call(NodeKey key, Attempt attempt, NodeOutcome.Calls calls) {
        Start child;
        try {
            child = Children.of(execution, key, calls, around);
        } catch (Children.RefusedException e) {
            fail(key, attempt, new NodeOutcome.Failed(e.failure()), LogBuffer.Lines.NONE, now());
            return;
        }
        children.add(child);
        UUID childId = child.identity().executionId();
        if (calls.waits()) {
            emit(events().nodeWaiting(key, attempt, Optional.empty(), Optional.of(childId)));
        } else {
            var output = Json.object(Map.of("executionId", Json.of(childId.toString())));
            complete(key, attempt, NodeOutcome.completed(output), now(), false);
        }
    }

    /** All that the round asks for begins, and then the round is over. */
    private void ask(NodeKey key, Attempt attempt, NodeOutcome.Asks asks, Instant finishedAt) {
        for (int i = 0; i < asks.asked().size(); i++) {
            settle(key.below(i), asks.asked().get(i), LogBuffer.Lines.NONE, now());
        }
        var ended = new Ended(NodeStatus.SUCCESS, Optional.empty(), Optional.of(asks.output()), Optional.empty());
        emit(events().nodeCompleted(key, attempt, finishedAt, ended, false));
    }

    private void fail(
            NodeKey key, Attempt attempt, NodeOutcome.Failed failed, LogBuffer.Lines logged, Instant finishedAt) {
        Failure failure = Failures.named(failed.failure(), key);
        if (part(key).orElse(null) instanceof Part.Call) {
            log(logged.and(key, LogLevel.WARN, failure, finishedAt)); // whoever asked decides what to do
            end(key, attempt, failure, finishedAt);
            return;
        }
        Optional<Instant> next =
                Backoff.next(step(key).node(), attempt, failure, failed.retryAfter(), now(), around.random());
        if (next.isPresent()) {
            log(logged.and(key, LogLevel.WARN, failure, finishedAt));
            emit(events().attemptFailed(key, attempt, failure, next.get()));
        } else {
            log(logged.and(key, LogLevel.ERROR, failure, finishedAt));
            end(key, attempt, failure, finishedAt);
        }
    }

    /** The run has failed for good. */
    private void end(NodeKey key, Attempt attempt, Failure failure, Instant finishedAt) {
        Optional<String> output =
                part(key).isPresent() ? Optional.empty() : step(key).outputWhenFailed();
        var status = failure.getType().equals(Failures.TIMEOUT) ? NodeStatus.TIMED_OUT : NodeStatus.FAILED;
        var ended = new Ended(status, output, output.map(name -> Failures.asOutput(failure)), Optional.of(failure));
        emit(events().nodeCompleted(key, attempt, finishedAt, ended, false));
    }

    /** The run has run out of all its time: no further attempt. */
    void timeOut(NodeKey key, Failure failure) {
        release(key);
        Failure named = Failures.named(failure, key);
        GivingUp.inside(execution, key).forEach(this::cancel);
        log(LogBuffer.Lines.NONE.and(key, LogLevel.ERROR, named, now()));
        end(key, attempt(key), named, now());
    }

    /** One attempt has run out of its time. */
    void timeOutAttempt(NodeKey key, Failure failure) {
        release(key);
        settle(key, new NodeOutcome.Failed(failure), LogBuffer.Lines.NONE, now());
    }

    /** A loop is through with its items, or has failed; a conversation ends as its last round did. */
    void endThrough(NodeKey key) {
        NodeOutcome outcome =
                switch (execution.progress().active(key).orElseThrow()) {
                    case Looping loop -> Loops.outcome(key, loop);
                    case Conversing conversing -> Conversations.outcome(conversing);
                    default -> throw new IllegalStateException(key + " is not through");
                };
        switch (outcome) {
            case NodeOutcome.Completed completed -> complete(key, attempt(key), completed, now(), false);
            case NodeOutcome.Failed failed -> end(key, attempt(key), failed.failure(), now());
            default -> throw new IllegalStateException(key + " ends or fails");
        }
    }

    void keep(Input.Callback callback) {
        emit(events().callbackKept(callback));
    }

    void log(LogBuffer.Lines logged) {
        LogBuffer.Lines left = logged.atMost(
                Math.max(0, Limits.MAX_LOG_LINES - execution.progress().tally().logLines()));
        if (!left.isEmpty()) {
            emit(events().logsEmitted(left));
        }
    }

    /** The run is given up; nothing follows from it. */
    void cancel(NodeKey key) {
        Attempt attempt = attempt(key);
        release(key);
        var ended = new Ended(NodeStatus.CANCELLED, Optional.empty(), Optional.empty(), Optional.empty());
        emit(events().nodeCompleted(key, attempt, now(), ended, false));
    }

    /** Whatever a run has going elsewhere is stopped. */
    private void release(NodeKey key) {
        switch (execution.progress().active(key).orElse(null)) {
            case Running running -> {
                interrupts.add(key);
                runs.removeIf(run -> run.key().equals(key));
            }
            case Waiting waiting -> waiting.childId().ifPresent(cancels::add);
            case Retrying retrying -> {}
            case Looping looping -> {}
            case Conversing conversing -> {}
            case null -> {}
        }
    }

    /** The execution ends by itself: nothing is left to do, or a failure ends it. */
    void finish() {
        GivingUp.innermostFirst(execution).forEach(this::cancel);
        finish(Ending.of(execution));
    }

    /** The execution is ended. */
    void finish(ExecutionStatus status, Failure failure) {
        GivingUp.innermostFirst(execution).forEach(this::cancel);
        finish(Ending.of(execution, status, failure));
    }

    private void finish(Ending ending) {
        FailureRuns.wanted(execution, ending).ifPresent(workflowId -> tellFailure(workflowId, ending));
        emit(events().finished(ending));
    }

    /** Whatever comes of it, the execution ends as it would. The line is one more than the limit at most. */
    private void tellFailure(String workflowId, Ending ending) {
        LogBuffer.Lines told;
        try {
            Start run = FailureRuns.of(execution, ending, workflowId, around);
            children.add(run);
            told = LogBuffer.Lines.of(
                    LogLevel.INFO,
                    "workflow '%s' is told of the failure by execution %s"
                            .formatted(workflowId, run.identity().executionId()),
                    now());
        } catch (Children.RefusedException e) {
            told = LogBuffer.Lines.of(
                    LogLevel.ERROR,
                    "workflow '%s' is not told of the failure: %s".formatted(workflowId, e.getMessage()),
                    now());
        }
        emit(events().logsEmitted(told));
    }

    private Optional<Part> part(NodeKey key) {
        return Part.of(key, execution.start().plan());
    }

    private Events events() {
        return new Events(execution, now());
    }

    private void emit(SpecificRecord event) {
        execution = execution.apply(event);
        EventContext context = EventRecords.context(event);
        if (context.getStatus() != execution.status()) {
            event.put(
                    0,
                    EventContext.newBuilder(context)
                            .setStatus(execution.status())
                            .build());
        }
        events.add(event);
    }
}
