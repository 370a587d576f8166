package io.millrace.worker.execution;

import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what happens next to an execution. Reads only: state changes by the decision's events alone. */
public final class Decider {
    private Decider() {}

    /**
     * Takes in what happened.
     *
     * @param evaluations how users' expressions are run
     * @param now the time that the events carry
     */
    public static Decision decide(Execution execution, Input input, Evaluations evaluations, Instant now) {
        var deciding = new Deciding(execution, evaluations, now);
        deciding.take(input);
        return deciding.decision();
    }

    /**
     * Goes on from a decision whose evaluation nobody waits for any more: its node is from now on a slow one, whose
     * outcome comes as an input.
     */
    public static Decision detached(Decision sofar, NodeKey key, Instant now) {
        Execution before = sofar.after();
        if (before.progress().nodes().containsKey(key)) {
            return sofar; // begun anew after a takeover: that is on record already
        }
        var started = new Events(before, now).nodeStarted(key, 1, 0, now);
        return sofar.then(new Decision(before.apply(started), List.of(started), List.of(), Set.of()));
    }

    /** Ends an execution whose own deciding went wrong: it alone fails, with the reason. */
    public static Decision failed(Execution execution, Failure failure, Instant now) {
        var finished = new Events(execution, now).finished(Ending.failed(execution, failure));
        return new Decision(
                execution.apply(finished),
                List.of(finished),
                List.of(),
                Set.copyOf(execution.progress().running()));
    }

    /**
     * The end of an execution that has no state here: its definition is unknown, or its fold failed.
     *
     * @param lastSequence the number of its last event
     */
    public static ExecutionFinished failed(
            Identity identity, int lastSequence, Optional<Instant> startedAt, Failure failure, Instant now) {
        return Events.finished(identity, lastSequence + 1, startedAt, Ending.failed(failure), now);
    }
}
