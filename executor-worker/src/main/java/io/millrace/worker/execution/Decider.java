package io.millrace.worker.execution;

import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.execution.NodeState.Running;
import java.time.Instant;
import java.util.Optional;

/** Decides what happens next to an execution. Reads only: state changes by the decision's events alone. */
public final class Decider {
    private Decider() {}

    /** Takes in what happened. */
    public static Decision decide(Execution execution, Input input, Surroundings around) {
        var deciding = new Deciding(execution, around);
        deciding.take(input);
        return deciding.decision();
    }

    /**
     * Goes on from a decision whose evaluation nobody waits for any more: its node is from now on a slow one, whose
     * outcome comes as an input.
     */
    public static Decision detached(Decision sofar, NodeKey key, Surroundings around) {
        if (sofar.after().progress().state(key).orElse(null) instanceof Running) {
            return sofar; // begun anew after a takeover: that is on record already
        }
        var builder = new DecisionBuilder(sofar.after(), around);
        builder.attemptStarted(key, builder.attempt(key), 0);
        return sofar.then(builder.decision());
    }

    /** Ends an execution whose own deciding went wrong: it alone fails, with the reason. */
    public static Decision failed(Execution execution, Failure failure, Surroundings around) {
        var builder = new DecisionBuilder(execution, around);
        builder.finish(ExecutionStatus.FAILED, failure);
        return builder.decision();
    }

    /**
     * The end of an execution that has no state here: its definition is unknown, or its fold failed.
     *
     * @param lastSequence the number of its last event
     */
    public static ExecutionFinished ended(
            Identity identity,
            int lastSequence,
            Optional<Instant> startedAt,
            ExecutionStatus status,
            Failure failure,
            Instant now) {
        return Events.finished(identity, lastSequence + 1, startedAt, Ending.without(status, failure), now);
    }
}
