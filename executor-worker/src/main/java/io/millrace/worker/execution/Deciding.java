package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.ReusedResult;
import io.millrace.worker.execution.NodeState.Active;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.execution.NodeState.Waiting;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import java.time.Instant;
import java.util.Optional;

/** Takes one input in: what it means for the state, and how the execution goes on from there. */
final class Deciding {
    /** A quick node that was found under way after so many takeovers is what brings the workers down. */
    private static final int MAX_TAKEOVERS_OF_QUICK_NODE = 3;

    private final Surroundings around;
    private final DecisionBuilder decision;

    Deciding(Execution execution, Surroundings around) {
        this.around = around;
        this.decision = new DecisionBuilder(execution, around);
    }

    Decision decision() {
        return decision.decision();
    }

    void take(Input input) {
        if (execution().isFinished()) {
            return;
        }
        boolean goOn =
                switch (input) {
                    case Input.Accepted accepted -> begun();
                    case Input.Queued queued -> queued(queued);
                    case Input.Resumed resumed -> true;
                    case Input.Due due -> due();
                    case Input.Restart restart -> restart(restart.key());
                    case Input.NodeEnded ended -> ended(ended);
                    case Input.NodeLogged logged -> logged(logged);
                    case Input.Cancel cancel -> cancelled(cancel);
                    case Input.Callback callback -> called(callback);
                    case Input.ChildEnded child -> childEnded(child);
                };
        if (goOn && !execution().isFinished() && execution().startedAt().isPresent()) {
            advance();
        }
    }

    private boolean begun() {
        if (execution().startedAt().isEmpty()) {
            decision.started();
        }
        return true;
    }

    private boolean queued(Input.Queued queued) {
        // Whoever has a trigger record is queued by that; nothing else needs to tell it.
        if (execution().start().inside() && execution().sequence() == 0) {
            decision.queued(queued.reason());
        }
        return false;
    }

    private boolean cancelled(Input.Cancel cancel) {
        decision.finish(ExecutionStatus.CANCELLED, Failures.of("cancelled", "cancelled by " + cancel.requestedBy()));
        return false;
    }

    private boolean ended(Input.NodeEnded ended) {
        if (isRunning(ended.key(), ended.attempt())) {
            decision.settle(ended.key(), ended.outcome(), ended.logged(), ended.finishedAt());
        }
        return true;
    }

    private boolean logged(Input.NodeLogged logged) {
        if (isRunning(logged.key(), logged.attempt())) {
            decision.log(logged.logged());
        }
        return true;
    }

    private boolean isRunning(NodeKey key, int attempt) {
        return execution().progress().state(key).orElse(null) instanceof Running running
                && running.attempt().number() == attempt;
    }

    private boolean childEnded(Input.ChildEnded child) {
        if (execution().progress().state(child.key()).orElse(null) instanceof Waiting waiting
                && waiting.childId().filter(child.childId()::equals).isPresent()) {
            decision.settle(child.key(), child.outcome(), LogBuffer.Lines.NONE, decision.now());
        }
        return true;
    }

    private boolean called(Input.Callback callback) {
        NodeKey key = callback.key();
        Progress progress = execution().progress();
        boolean known = execution().start().plan().callbackWaits().contains(key.nodeId());
        if (known && progress.state(key).orElse(null) instanceof Waiting) {
            decision.settle(
                    key, Checkpoints.outcome(callback.body(), callback.error()), LogBuffer.Lines.NONE, decision.now());
        } else if (known
                && Callbacks.mayStillBeWaitedFor(key, execution())
                && !progress.callbacks().containsKey(key)) {
            decision.keep(callback);
        } else {
            String message =
                    "callback %s for %s came late or once more and has no effect".formatted(callback.callbackId(), key);
            decision.log(LogBuffer.Lines.of(key, LogLevel.WARN, message, decision.now()));
        }
        return true;
    }

    /** False if nobody waits for the decision any more. */
    private boolean due() {
        Optional<Instant> deadline = DueTimes.deadline(execution());
        if (deadline.filter(this::isPast).isPresent()) {
            decision.finish(
                    ExecutionStatus.TIMED_OUT, Failures.timeout("the execution did not end by " + deadline.get()));
            return false;
        }
        Optional<DueTimes.Due> next = DueTimes.first(execution(), decision.now());
        while (next.isPresent() && decision.hasRoom()) {
            DueTimes.Due due = next.get();
            switch (due.what()) {
                case NODE_TIMEOUT ->
                    decision.timeOut(due.key(), Failures.timeout(due.key() + " did not end by " + due.at()));
                case ATTEMPT_TIMEOUT ->
                    decision.timeOutAttempt(
                            due.key(),
                            Failures.retryableTimeout("an attempt of " + due.key() + " did not end by " + due.at()));
                case RETRY -> {
                    if (!begin(due.key())) {
                        return false;
                    }
                }
                case WAIT_END -> waited(due.key());
            }
            if (execution().isFinished() || execution().progress().stoppedBy().isPresent()) {
                return true;
            }
            next = DueTimes.first(execution(), decision.now());
        }
        return true;
    }

    private void waited(NodeKey key) {
        if (decision.step(key).waitsForCallback()) {
            decision.timeOut(key, Failures.timeout("no callback came for " + key + " in time"));
        } else {
            decision.settle(
                    key, NodeOutcome.completed(Inputs.of(key, execution())), LogBuffer.Lines.NONE, decision.now());
        }
    }

    private void advance() {
        while (true) {
            Optional<NodeKey> doomed = GivingUp.first(execution());
            if (doomed.isPresent()) {
                decision.cancel(doomed.get());
                continue;
            }
            Optional<NodeKey> through = runThatIsThrough();
            if (through.isPresent()) {
                decision.endThrough(through.get());
                continue;
            }
            if (execution().progress().ready().isEmpty()) {
                break;
            }
            if (!decision.hasRoom() || !begin(execution().progress().ready().getFirst())) {
                return;
            }
        }
        if (execution().progress().stoppedBy().isPresent()
                || execution().progress().runs().active().isEmpty()) {
            decision.finish();
        }
    }

    /** A loop or a conversation that has nothing left to do but to end. */
    private Optional<NodeKey> runThatIsThrough() {
        Progress progress = execution().progress();
        return progress.runs().active().stream()
                .filter(key -> progress.active(key).filter(Active::isThrough).isPresent())
                .findFirst();
    }

    /** The next attempt begins; false if nobody waits for the decision any more. */
    private boolean begin(NodeKey key) {
        Optional<ReusedResult> reused = execution().start().reused(key);
        if (reused.isPresent()) {
            var completed = new NodeOutcome.Completed(
                    reused.get().getOutputName(), Json.encoded(reused.get().getOutput()));
            decision.complete(key, decision.attempt(key), completed, decision.now(), true);
            return true;
        }
        Attempt attempt = decision.attempt(key);
        if (execution().start().plan().goesInRounds(key)) {
            decision.attemptStarted(key, attempt, 0);
            return true;
        }
        Optional<Evaluated> evaluated = around.evaluations()
                .run(decision(), key, () -> Evaluating.run(key, attempt, execution(), decision.now()));
        if (evaluated.isEmpty()) {
            return false;
        }
        switch (evaluated.get()) {
            case Evaluated.Done done -> decision.settle(key, done.outcome(), done.logged(), decision.now());
            case Evaluated.Prepared prepared -> {
                decision.attemptStarted(key, attempt, 0);
                decision.run(prepared.run());
            }
        }
        return true;
    }

    /** A run that a lost worker left under way begins anew; false if nobody waits for the decision any more. */
    private boolean restart(NodeKey key) {
        if (!(execution().progress().state(key).orElse(null) instanceof Running running)) {
            return true;
        }
        if (decision.step(key).type() instanceof QuickNode && running.restarts() >= MAX_TAKEOVERS_OF_QUICK_NODE) {
            decision.settle(key, stuck(key, running), LogBuffer.Lines.NONE, decision.now());
            return true;
        }
        decision.attemptStarted(key, running.attempt(), running.restarts() + 1);
        Optional<Evaluated> evaluated = around.evaluations()
                .run(decision(), key, () -> Evaluating.run(key, running.attempt(), execution(), decision.now()));
        if (evaluated.isEmpty()) {
            return false;
        }
        switch (evaluated.get()) {
            case Evaluated.Done done -> decision.settle(key, done.outcome(), done.logged(), decision.now());
            case Evaluated.Prepared prepared -> decision.run(prepared.run());
        }
        return true;
    }

    private static NodeOutcome stuck(NodeKey key, Running running) {
        return new NodeOutcome.Failed(Failures.of(
                "stuck",
                "the expressions of %s did not come to an end in %d workers".formatted(key, running.restarts() + 1),
                key));
    }

    private boolean isPast(Instant time) {
        return !time.isAfter(decision.now());
    }

    private Execution execution() {
        return decision.execution();
    }
}
