package io.millrace.gateway.auth;

import io.millrace.gateway.credential.Credentials;
import io.millrace.schemas.credential.OpenCredential;
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
    CredentialSource credentialSource(Credentials credentials) {
        return (ownerId, credentialId) ->
                credentials.find(ownerId, credentialId).map(OpenCredential::data);
    }

    @Bean
    TokenDecoders tokenDecoders(KeySetClient client, AuthSettings settings) {
        return new TokenDecoders(client, settings.keySetTimeout());
    }
}
