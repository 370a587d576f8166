package io.millrace.gateway.definition;

import io.millrace.gateway.log.FollowedHealth;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whether the definitions are all there and still followed. */
@Configuration(proxyBeanMethods = false)
class DefinitionsHealth {
    @Bean
    HealthIndicator definitionsHealthIndicator(Definitions definitions) {
        return FollowedHealth.ready(definitions);
    }

    @Bean
    HealthIndicator definitionsTailHealthIndicator(Definitions definitions) {
        return FollowedHealth.alive(definitions);
    }
}
