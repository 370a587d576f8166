package io.millrace.worker.execution;

import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.expression.ExpressionException;
import io.millrace.worker.expression.Json;
import io.millrace.worker.expression.Parameters;
import io.millrace.worker.expression.Scope;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import io.millrace.worker.node.SlowNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** One decision in the making: what was decided so far, and the state that this would lead to. */
final class Deciding {
    /** A quick node that was found under way after so many takeovers is what brings the workers down. */
    private static final int MAX_TAKEOVERS_OF_QUICK_NODE = 3;

    private final Evaluations evaluations;
    private final Instant now;
    private final List<SpecificRecord> events = new ArrayList<>();
    private final List<NodeRun> runs = new ArrayList<>();
    private final Set<NodeKey> interrupts = new HashSet<>();
    private Execution execution;

    Deciding(Execution execution, Evaluations evaluations, Instant now) {
        this.execution = execution;
        this.evaluations = evaluations;
        this.now = now;
    }

    Decision decision() {
        return new Decision(execution, events, runs, interrupts);
    }

    void take(Input input) {
        if (execution.isFinished()) {
            return;
        }
        switch (input) {
            case Input.Accepted accepted -> emit(events().started());
            case Input.Resumed resumed -> {}
            case Input.Restart restart -> {
                if (!restart(restart.key())) {
                    return;
                }
            }
            case Input.NodeEnded ended -> {
                if (execution.progress().nodes().get(ended.key()) instanceof Running running
                        && running.attempt() == ended.attempt()) {
                    complete(ended.key(), ended.outcome(), ended.logged(), running.startedAt(), ended.finishedAt());
                }
            }
        }
        advance();
    }

    private void advance() {
        while (!execution.progress().ready().isEmpty()) {
            if (!begin(execution.progress().ready().getFirst())) {
                return;
            }
        }
        if (execution.progress().stoppedBy().isPresent()
                || execution.progress().running().isEmpty()) {
            finish();
        }
    }

    /** False if nobody waits for the decision any more. */
    private boolean begin(NodeKey key) {
        Optional<Evaluated> evaluated = evaluations.run(decision(), key, () -> evaluate(key, 1, now));
        if (evaluated.isEmpty()) {
            return false;
        }
        switch (evaluated.get()) {
            case Evaluated.Done done -> complete(key, done.outcome(), done.logged(), now, now);
            case Evaluated.Prepared prepared -> {
                emit(events().nodeStarted(key, 1, 0, now));
                runs.add(prepared.run());
            }
        }
        return true;
    }

    /** A run that a lost worker left under way begins anew; false if nobody waits for the decision any more. */
    private boolean restart(NodeKey key) {
        if (!(execution.progress().nodes().get(key) instanceof Running running)) {
            return true;
        }
        if (step(key).type() instanceof QuickNode && running.restarts() >= MAX_TAKEOVERS_OF_QUICK_NODE) {
            complete(key, stuck(key, running), LogBuffer.Lines.NONE, running.startedAt(), now);
            return true;
        }
        emit(events().nodeStarted(key, running.attempt(), running.restarts() + 1, running.startedAt()));
        Optional<Evaluated> evaluated =
                evaluations.run(decision(), key, () -> evaluate(key, running.attempt(), running.startedAt()));
        if (evaluated.isEmpty()) {
            return false;
        }
        switch (evaluated.get()) {
            case Evaluated.Done done -> complete(key, done.outcome(), done.logged(), running.startedAt(), now);
            case Evaluated.Prepared prepared -> runs.add(prepared.run());
        }
        return true;
    }

    private Evaluated evaluate(NodeKey key, int attempt, Instant startedAt) {
        Plan.Step step = step(key);
        Json input = Inputs.of(key, execution);
        if (step.node().disabled()) {
            return Evaluated.Done.of(new NodeOutcome.Completed(step.outputWhenDisabled(), input));
        }
        try {
            var logged = new LogBuffer(key, InstantSource.fixed(now));
            Scope scope = Inputs.scope(execution, input, startedAt);
            Parameters parameters = step.parameters().in(scope);
            UUID id = execution.identity().executionId();
            var call = new NodeCall(
                    id, step.node(), key.iteration(), attempt, scope, parameters, logged, Optional.empty());
            return switch (step.type()) {
                case QuickNode quick -> new Evaluated.Done(quick.run(call), logged.lines());
                // Its expressions are evaluated here, where running away is dealt with, and not on its virtual thread.
                case SlowNode slow -> new Evaluated.Prepared(new NodeRun(key, slow, call.with(parameters.evaluated())));
            };
        } catch (ExpressionException e) {
            return Evaluated.Done.of(new NodeOutcome.Failed(e.failure(key.nodeId())));
        }
    }

    private void complete(
            NodeKey key, NodeOutcome outcome, LogBuffer.Lines logged, Instant startedAt, Instant finishedAt) {
        Plan.Step step = step(key);
        int attempt = execution.progress().nodes().get(key) instanceof Running running ? running.attempt() : 1;
        switch (Limits.bounded(outcome, execution, key)) {
            case NodeOutcome.Completed completed -> {
                emitLogs(logged);
                emit(events().nodeCompleted(
                                key,
                                attempt,
                                startedAt,
                                finishedAt,
                                NodeStatus.SUCCESS,
                                Optional.of(completed.outputName()),
                                Optional.of(completed.output()),
                                Optional.empty()));
            }
            case NodeOutcome.Failed failed -> {
                Failure failure = failed.failure();
                Optional<String> output = step.outputWhenFailed();
                emitLogs(logged.and(key, failure, finishedAt));
                emit(events().nodeCompleted(
                                key,
                                attempt,
                                startedAt,
                                finishedAt,
                                NodeStatus.FAILED,
                                output,
                                output.map(name -> Failures.asOutput(failure)),
                                Optional.of(failure)));
            }
        }
    }

    private void finish() {
        execution.progress().nodes().forEach((key, state) -> {
            if (state instanceof Running running) {
                interrupts.add(key);
                emit(events().nodeCompleted(
                                key,
                                running.attempt(),
                                running.startedAt(),
                                now,
                                NodeStatus.CANCELLED,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
            }
        });
        runs.removeIf(run -> interrupts.contains(run.key()));
        emit(events().finished(Ending.of(execution)));
    }

    private void emitLogs(LogBuffer.Lines logged) {
        if (!logged.isEmpty()) {
            emit(events().logsEmitted(logged));
        }
    }

    private static NodeOutcome stuck(NodeKey key, Running running) {
        return new NodeOutcome.Failed(Failures.of(
                "stuck",
                "the expressions of %s did not come to an end in %d workers".formatted(key, running.restarts() + 1),
                key));
    }

    private Plan.Step step(NodeKey key) {
        return execution.start().plan().step(key.nodeId());
    }

    private Events events() {
        return new Events(execution, now);
    }

    private void emit(SpecificRecord event) {
        execution = execution.apply(event);
        events.add(event);
    }
}
