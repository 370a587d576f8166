package io.millrace.worker;

import io.millrace.worker.loop.Engine;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Says what only another process would mend. */
@Component("engineTailsHealthIndicator")
class WorkerLiveness implements HealthIndicator {
    private final Engine engine;

    WorkerLiveness(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Health health() {
        return WorkerHealth.of(engine.fatalTroubles());
    }
}
