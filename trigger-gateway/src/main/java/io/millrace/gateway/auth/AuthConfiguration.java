package io.millrace.gateway.auth;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the rules need. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuthSettings.class)
class AuthConfiguration {
    @Bean
    KeySetClient keySetClient(AuthSettings settings) {
        return new KeySetClient(settings);
    }

    @Bean
    CredentialSource credentialSource() {
        return (ownerId, credentialId) -> java.util.Optional.empty();
    }

    @Bean
    TokenDecoders tokenDecoders(KeySetClient client, AuthSettings settings) {
        return new TokenDecoders(client, settings.keySetTimeout());
    }
}
