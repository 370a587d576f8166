package io.millrace.notifier.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the log is being read: up while Kafka answers and reading keeps up. */
final class StreamStatus implements HealthIndicator {
    /** Longer than a check and its time-out take. */
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** Some seconds' worth under load: whoever connects now should go to an instance that is not so late. */
    private static final long FAR_BEHIND = 50_000;

    private final Clock clock;
    private final StreamMetrics metrics;
    private volatile Seen seen = new Seen(Instant.EPOCH, 0, null);

    private record Seen(Instant at, long behind, @Nullable Throwable failure) {}

    StreamStatus(Clock clock, StreamMetrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Kafka has answered. */
    void reached(long behind) {
        seen = new Seen(clock.instant(), behind, null);
        metrics.behind(behind);
    }

    void failed(Throwable cause) {
        seen = new Seen(seen.at(), seen.behind(), cause);
    }

    @Override
    public Health health() {
        Seen last = seen;
        boolean silent = last.at().plus(SILENCE).isBefore(clock.instant());
        boolean down = last.failure() != null || silent || last.behind() > FAR_BEHIND;
        var health = down ? Health.down() : Health.up();
        if (last.failure() != null) {
            health.withException(last.failure());
        }
        return health.withDetail("behind", last.behind())
                .withDetail("reached", last.at().toString())
                .build();
    }
}
