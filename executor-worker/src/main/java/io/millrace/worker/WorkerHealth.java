package io.millrace.worker;

import io.millrace.worker.loop.Engine;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Says what keeps the worker from working. */
@Component("engineHealthIndicator")
class WorkerHealth implements HealthIndicator {
    private final Engine engine;

    WorkerHealth(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Health health() {
        return of(engine.troubles());
    }

    /** Down if there are any. */
    static Health of(List<String> troubles) {
        return troubles.isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("troubles", troubles).build();
    }
}
