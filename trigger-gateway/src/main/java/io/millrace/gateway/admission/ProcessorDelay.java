package io.millrace.gateway.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.GatewaySettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Knows how long requests wait for a processor, by probes that are sent as Tomcat sends requests: from a thread of the
 * system's to a virtual one.
 */
@Component
final class ProcessorDelay implements SmartLifecycle {
    private static final Duration PERIOD = Duration.ofMillis(20);

    private final StandingDelay delay = new StandingDelay(Thread.ofVirtual().name("processor-probe")::start);
    private final Duration bound;
    private Optional<Thread> thread = Optional.empty();

    ProcessorDelay(GatewaySettings settings, MeterRegistry meters) {
        this.bound = settings.maxProcessorDelay();
        Gauge.builder("millrace.requests.delay", delay, known -> known.get().toNanos() / 1e9)
                .baseUnit("seconds")
                .description("how long requests wait for a processor before anything is done for them")
                .register(meters);
    }

    boolean isTooLong() {
        return bound.isPositive() && delay.get().compareTo(bound) > 0;
    }

    /** In which what waits now will have had its turn; at least one. */
    long seconds() {
        return delay.get().toSeconds() + 1;
    }

    @Override
    public synchronized void start() {
        thread =
                Optional.of(Thread.ofPlatform().daemon().name("processor-delay").start(this::run));
    }

    @Override
    public synchronized void stop() {
        thread.ifPresent(Thread::interrupt);
        thread = Optional.empty();
    }

    @Override
    public synchronized boolean isRunning() {
        return thread.isPresent();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                delay.tick();
                TimeUnit.NANOSECONDS.sleep(PERIOD.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the gateway stops
        }
    }
}
