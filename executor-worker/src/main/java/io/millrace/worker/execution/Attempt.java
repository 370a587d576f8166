package io.millrace.worker.execution;

import java.time.Instant;

/**
 * One attempt of a run.
 *
 * @param number from 1
 * @param firstStartedAt when the first attempt began
 * @param startedAt when this one began; a takeover does not change it
 */
public record Attempt(int number, Instant firstStartedAt, Instant startedAt) {
    static Attempt first(Instant startedAt) {
        return new Attempt(1, startedAt, startedAt);
    }

    Attempt next(Instant nextStartedAt) {
        return new Attempt(number + 1, firstStartedAt, nextStartedAt);
    }
}
