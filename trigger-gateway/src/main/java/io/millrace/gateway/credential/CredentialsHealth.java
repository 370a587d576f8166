package io.millrace.gateway.credential;

import io.millrace.gateway.log.FollowedHealth;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whether the credentials are all there and still followed. */
@Configuration(proxyBeanMethods = false)
class CredentialsHealth {
    @Bean
    HealthIndicator credentialsHealthIndicator(Credentials credentials) {
        return FollowedHealth.ready(credentials);
    }

    @Bean
    HealthIndicator credentialsTailHealthIndicator(Credentials credentials) {
        return FollowedHealth.alive(credentials);
    }
}
