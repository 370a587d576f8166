package io.millrace.recorder.record;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a loop is; written by its thread, read by any. */
final class LoopHealth {
    /**
     * What it was like last.
     *
     * @param since when that began
     * @param trouble what keeps the loop from advancing; absent when nothing does
     */
    record State(Instant since, @Nullable String trouble) {}

    private final Clock clock;
    private volatile State state;

    LoopHealth(Clock clock) {
        this.clock = clock;
        this.state = new State(clock.instant(), "it is starting");
    }

    State state() {
        return state;
    }

    void up() {
        if (state.trouble() != null) {
            state = new State(clock.instant(), null);
        }
    }

    void down(String trouble) {
        state = new State(state.trouble() == null ? clock.instant() : state.since(), trouble);
    }
}
