package io.millrace.gateway.credential;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.GatewaySettings;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.credential.CredentialKeys;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.CredentialWriter;
import io.millrace.schemas.oauth.TokenEndpoint;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/** The keys that credentials are encrypted with, and the Kafka clients that read and write them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CredentialSettings.class)
class CredentialConfiguration {
    private static final Logger log = LoggerFactory.getLogger(CredentialConfiguration.class);
    private static final String CLIENT_ID = "trigger-gateway-credentials";

    /** Ends the start if one is malformed. */
    @Bean
    CredentialKeys credentialKeys(CredentialSettings settings) {
        CredentialKeys keys = CredentialKeys.ofBase64(settings.keys());
        if (keys.isEmpty()) {
            log.warn("millrace.credentials.keys is not set: no credential can be stored or used");
        }
        return keys;
    }

    @Bean
    CredentialStore credentialStore(ConsumerFactory<?, ?> consumers, CredentialKeys keys, MeterRegistry meters) {
        var store = new CredentialStore(named(consumers.getConfigurationProperties()), keys);
        Gauge.builder("millrace.credentials.position", store, known -> known.tail()
                        .position())
                .description("the offset of the next record of the credentials topic to read")
                .register(meters);
        FunctionCounter.builder("millrace.credentials.unreadable", store, CredentialStore::unreadable)
                .description("records of the credentials topic that could not be applied")
                .register(meters);
        return store;
    }

    @Bean
    TokenEndpoint tokenEndpoint(CredentialSettings settings) {
        return new TokenEndpoint(settings.allowedTargets());
    }

    @Bean
    CredentialWriter credentialWriter(
            ProducerFactory<?, ?> producers,
            KafkaAdmin admin,
            CredentialStore store,
            EventRecords records,
            GatewaySettings settings) {
        return new CredentialWriter(
                named(producers.getConfigurationProperties()),
                named(admin.getConfigurationProperties()),
                store,
                records,
                settings.answerTimeout());
    }

    private static Map<String, Object> named(Map<String, Object> properties) {
        var named = new HashMap<>(properties);
        named.put(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID);
        return named;
    }
}
