package io.millrace.recorder.record;

import java.time.Duration;

/** How long to wait before the next attempt: twice as long after each that failed, up to a longest wait. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);

    private final Duration longest;
    private Duration next = FIRST;

    Backoff(Duration longest) {
        this.longest = longest;
    }

    Duration next() {
        Duration now = next.compareTo(longest) < 0 ? next : longest;
        next = now.multipliedBy(2);
        return now;
    }

    /** Something went well. */
    void reset() {
        next = FIRST;
    }
}
