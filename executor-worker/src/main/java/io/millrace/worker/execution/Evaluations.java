package io.millrace.worker.execution;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the part of a decision that runs users' expressions is run. It may take for ever, so whoever waits for the
 * decision may stop waiting and go on with what was decided before.
 */
public interface Evaluations {
    /** Runs them where they stand, however long they take. */
    Evaluations DIRECT = (sofar, key, evaluation) -> Optional.of(evaluation.get());

    /**
     * Evaluates what a node needs.
     *
     * @param sofar what was decided until now; what there is to go on with if nobody waits any more
     * @param key the run that is evaluated
     * @return empty if nobody waits any more: the decision is then to be left as it is
     */
    Optional<Evaluated> run(Decision sofar, NodeKey key, Supplier<Evaluated> evaluation);
}
