package io.millrace.gateway.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.GatewaySettings;
import io.millrace.web.PeriodicTask;
import io.millrace.web.RequestTurns;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Knows how long requests wait for their turn and a processor, by probes that are sent as Tomcat sends requests. */
@Component
final class ProcessorDelay extends PeriodicTask {
    private static final Duration PERIOD = Duration.ofMillis(20);

    private final StandingDelay delay;
    private final Duration bound;

    ProcessorDelay(GatewaySettings settings, RequestTurns turns, MeterRegistry meters) {
        super(Thread.ofPlatform().daemon().name("processor-delay"), PERIOD);
        this.delay = new StandingDelay(turns);
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
    protected void runOnce() {
        delay.tick();
    }
}
