package io.millrace.notifier.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What sockets count. */
@Component
final class SocketMetrics {
    private final MeterRegistry registry;
    private final Clock clock;
    private final Counter messages;
    private final Counter bytes;
    private final Timer lag;

    SocketMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.messages = Counter.builder("millrace.notifier.messages")
                .description("event messages sent")
                .register(registry);
        this.bytes = Counter.builder("millrace.notifier.sent")
                .description("bytes of event messages sent")
                .baseUnit("bytes")
                .register(registry);
        this.lag = Timer.builder("millrace.notifier.lag")
                .description("from when something happened to when a receiver that had all before it was sent it")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
    }

    void watch(Supplier<Number> sockets) {
        Gauge.builder("millrace.notifier.sockets", sockets)
                .description("open sockets")
                .register(registry);
    }

    void sent(int length) {
        messages.increment();
        bytes.increment(length);
    }

    void late(Instant happened) {
        lag.record(Duration.between(happened, clock.instant()));
    }

    /** A socket that ended, or was not let in. */
    void ended(String reason) {
        Counter.builder("millrace.notifier.ends")
                .description("sockets that ended or were refused")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }
}
