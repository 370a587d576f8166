package io.millrace.recorder.record;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/** The recorder's loops and its upkeep: started with the service, stopped before it, and its health. */
final class Recording implements SmartLifecycle, HealthIndicator {
    private final List<Loop<?>> loops;
    private final Upkeep upkeep;
    private volatile boolean running;

    Recording(List<Loop<?>> loops, Upkeep upkeep) {
        this.loops = List.copyOf(loops);
        this.upkeep = upkeep;
    }

    @Override
    public void start() {
        running = true;
        loops.forEach(Loop::start);
        upkeep.start();
    }

    @Override
    public void stop() {
        running = false;
        upkeep.close();
        try {
            for (Loop<?> loop : loops) {
                loop.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public Health health() {
        var health = Health.up();
        for (Loop<?> loop : loops) {
            LoopHealth.State state = loop.health().state();
            if (state.trouble() != null) {
                health.down();
            }
            health.withDetail(loop.name(), state.trouble() == null ? "advances" : state.trouble())
                    .withDetail(loop.name() + ".since", state.since());
        }
        return health.build();
    }
}
