package io.millrace.notifier.socket;

import java.time.Duration;
import java.time.Instant;

/** Bounds how often a client asks, counted over ten seconds so that a burst at the start is fine. */
final class RequestRate {
    private static final Duration SPAN = Duration.ofSeconds(10);

    private final int limit;
    private Instant begin;
    private int count;

    RequestRate(int perSecond, Instant now) {
        this.limit = Math.toIntExact(perSecond * SPAN.toSeconds());
        this.begin = now;
    }

    /** Counts a request. */
    synchronized boolean isExceededAt(Instant now) {
        if (begin.plus(SPAN).isBefore(now)) {
            begin = now;
            count = 0;
        }
        return ++count > limit;
    }
}
