package io.millrace.gateway.log;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether the broker answers; asked anew each time, because an instance without traffic cannot know otherwise. */
@Component("kafkaHealthIndicator")
final class KafkaHealth implements HealthIndicator {
    private final Admin admin;
    private final EventLog events;

    KafkaHealth(Admin admin, EventLog events) {
        this.admin = admin;
        this.events = events;
    }

    @Override
    public Health health() {
        Health.Builder health = new Health.Builder();
        events.lastFailure().ifPresent(failure -> health.withDetail("lastFailedAppend", failure));
        try {
            return health.up()
                    .withDetail("clusterId", admin.describeCluster().clusterId().get(3, TimeUnit.SECONDS))
                    .build();
        } catch (ExecutionException | TimeoutException e) {
            return health.down().withDetail("error", String.valueOf(e)).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return health.unknown().build();
        }
    }
}
