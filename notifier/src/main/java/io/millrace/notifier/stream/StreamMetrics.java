package io.millrace.notifier.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What the stream counts. */
final class StreamMetrics {
    private final MeterRegistry registry;
    private final Counter fromWindow;
    private final Counter fromLog;
    private final Counter undecodable;
    private final Counter reconnects;
    private final Counter interrupted;
    private final DistributionSummary receivers;
    private final AtomicLong behind;

    StreamMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.fromWindow = resumes("window");
        this.fromLog = resumes("log");
        this.undecodable = Counter.builder("millrace.notifier.undecodable")
                .description("records that nobody could be told of because they are damaged")
                .register(registry);
        this.reconnects = Counter.builder("millrace.notifier.reconnects")
                .description("times that reading the log had to begin anew")
                .register(registry);
        this.interrupted = Counter.builder("millrace.notifier.interruptions")
                .description("times that a receiver read so slowly that it had to wait for another replay")
                .register(registry);
        this.receivers = DistributionSummary.builder("millrace.notifier.replay.receivers")
                .description("how many receivers shared a reader that read the log again")
                .register(registry);
        this.behind = registry.gauge("millrace.notifier.behind", new AtomicLong());
    }

    /** What passes through the window without being told. */
    void watch(Window window) {
        FunctionCounter.builder("millrace.notifier.dropped", window, Window::untold)
                .description("records that left memory undecoded because nobody was there to be told")
                .register(registry);
    }

    private Counter resumes(String source) {
        return Counter.builder("millrace.notifier.resumes")
                .description("subscriptions that went on from a cursor")
                .tag("source", source)
                .register(registry);
    }

    void resumedFromWindow() {
        fromWindow.increment();
    }

    void resumedFromLog() {
        fromLog.increment();
    }

    void reloaded(Delivery.Reason reason) {
        Counter.builder("millrace.notifier.reloads")
                .description("subscriptions that were told to read the history anew")
                .tag("reason", reason.wireName())
                .register(registry)
                .increment();
    }

    void interrupted() {
        interrupted.increment();
    }

    void replaying(int seats) {
        receivers.record(seats);
    }

    void undecodable() {
        undecodable.increment();
    }

    void reconnecting() {
        reconnects.increment();
    }

    /** How many records the log holds that have not been read yet. */
    void behind(long records) {
        behind.set(records);
    }
}
