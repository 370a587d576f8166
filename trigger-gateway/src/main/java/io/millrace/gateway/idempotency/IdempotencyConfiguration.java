package io.millrace.gateway.idempotency;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The settings of idempotency keys, and whether what depends on them works. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdempotencySettings.class)
class IdempotencyConfiguration {
    /** Ready: or a sender that comes again would be given another id after midnight. */
    @Bean
    HealthIndicator takenKeysHealthIndicator(TakenKeys keys) {
        return () -> (keys.complete() ? Health.up() : Health.down())
                .withDetail("keys", keys.size())
                .build();
    }

    /** Alive: only a new process gets the processors back that runaway expressions hold. */
    @Bean
    HealthIndicator boundedThreadsHealthIndicator(BoundedThreads threads) {
        return () -> (threads.areExhausted() ? Health.down() : Health.up())
                .withDetail("stuck", threads.stuck())
                .build();
    }
}
