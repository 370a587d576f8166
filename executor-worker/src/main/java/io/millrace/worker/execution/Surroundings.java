package io.millrace.worker.execution;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * What deciding takes from outside: so that it has neither a clock nor chance of its own.
 *
 * @param now the time that the events carry
 * @param evaluations how users' expressions are run
 * @param workflows what other executions can be started of
 * @param random the source of ids and of the jitter of retries
 */
public record Surroundings(Instant now, Evaluations evaluations, Workflows workflows, RandomGenerator random) {

    /** The same with another way of running expressions. */
    public Surroundings with(Evaluations otherEvaluations) {
        return new Surroundings(now, otherEvaluations, workflows, random);
    }
}
