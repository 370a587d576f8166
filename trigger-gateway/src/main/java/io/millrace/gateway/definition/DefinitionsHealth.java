package io.millrace.gateway.definition;

import io.millrace.schemas.topic.TopicTail;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whether the definitions are all there and still followed. */
@Configuration(proxyBeanMethods = false)
class DefinitionsHealth {
    /** Ready: read to the end once, and followed. */
    @Bean
    HealthIndicator definitionsHealthIndicator(Definitions definitions) {
        return () -> {
            Health health = of(definitions.tail());
            return definitions.complete()
                    ? health
                    : Health.down().withDetails(health.getDetails()).build();
        };
    }

    /** Alive: a tail that has ended does not come back, so the process is to be replaced. */
    @Bean
    HealthIndicator definitionsTailHealthIndicator(Definitions definitions) {
        return () -> of(definitions.tail());
    }

    private static Health of(TopicTail tail) {
        Health.Builder health = tail.failure()
                .map(failure -> Health.down().withDetail("error", failure.toString()))
                .orElseGet(Health::up);
        return health.withDetail("position", tail.position()).build();
    }
}
