package io.millrace.gateway.log;

import io.millrace.schemas.topic.TopicTail;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether a topic is all there and still followed. */
public final class FollowedHealth {
    private FollowedHealth() {}

    /** Ready: read to the end once, and followed. */
    public static HealthIndicator ready(FollowedTopic topic) {
        return () -> {
            Health health = of(topic.tail());
            return topic.complete()
                    ? health
                    : Health.down().withDetails(health.getDetails()).build();
        };
    }

    /** Alive: a tail that has ended does not come back, so the process is to be replaced. */
    public static HealthIndicator alive(FollowedTopic topic) {
        return () -> of(topic.tail());
    }

    private static Health of(TopicTail tail) {
        Health.Builder health = tail.failure()
                .map(failure -> Health.down().withDetail("error", failure.toString()))
                .orElseGet(Health::up);
        return health.withDetail("position", tail.position()).build();
    }
}
