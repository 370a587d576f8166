package io.millrace.benchmark.flow;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What callers were answered; safe for all of them at once. */
final class Tally {
    private final Map<Integer, LongAdder> byStatus = new ConcurrentSkipListMap<>();
    private final ConcurrentHistogram latencies = new ConcurrentHistogram(3);
    private final LongAdder broken = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final LongAdder withoutTime = new LongAdder();
    private volatile int lastRetryAfter;

    /** One answer, and how long it took from when it was to be sent, in nanoseconds. */
    void count(Connection.Answer answer, long nanos) {
        byStatus.computeIfAbsent(answer.status(), known -> new LongAdder()).increment();
        if (answer.status() < 300) {
            latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
        } else if (answer.status() == 429) {
            answer.retryAfter().ifPresentOrElse(seconds -> lastRetryAfter = seconds, withoutTime::increment);
        }
    }

    /** A call that got no answer. */
    void countBroken() {
        broken.increment();
    }

    /** A call whose time came while all connections were in use. */
    void countUnsent() {
        unsent.increment();
    }

    long accepted() {
        return latencies.getTotalCount();
    }

    /** Of what was accepted, in microseconds. */
    Histogram latencies() {
        return latencies;
    }

    /** Everything that is no acceptance. */
    long refused() {
        return byStatus.values().stream().mapToLong(LongAdder::sum).sum() - accepted() + broken.sum() + unsent.sum();
    }

    Map<Integer, LongAdder> byStatus() {
        return byStatus;
    }

    long broken() {
        return broken.sum();
    }

    long unsent() {
        return unsent.sum();
    }

    /** Refusals that did not say when to come back. */
    long withoutTime() {
        return withoutTime.sum();
    }

    /** What the last refusal said, in seconds. */
    int lastRetryAfter() {
        return lastRetryAfter;
    }
}
