package io.millrace.worker.credential;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.credential.CredentialKeys;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.CredentialWriter;
import io.millrace.schemas.oauth.TokenEndpoint;
import io.millrace.worker.node.NodeType;
import io.millrace.worker.node.SlowNode;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The keys that credentials are decrypted with, and what reads them. */
@Configuration(proxyBeanMethods = false)
class CredentialConfiguration {
    private static final Logger log = LoggerFactory.getLogger(CredentialConfiguration.class);
    private static final Duration WRITING = Duration.ofSeconds(10);
    private static final Duration UPKEEP = Duration.ofSeconds(15);
    private static final String CLIENT_ID = "executor-worker-credentials";

    /** Ends the start if one is malformed. */
    @Bean
    CredentialKeys credentialKeys(@Value("${millrace.credentials.keys:}") List<String> encodedKeys) {
        CredentialKeys keys = CredentialKeys.ofBase64(encodedKeys);
        if (keys.isEmpty()) {
            log.warn("millrace.credentials.keys is not set: nodes that need a credential fail");
        }
        return keys;
    }

    @Bean
    CredentialStore credentialStore(KafkaProperties kafka, CredentialKeys keys, MeterRegistry meters) {
        var store = new CredentialStore(named(kafka.buildConsumerProperties()), keys);
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
    CredentialWriter credentialWriter(CredentialStore store, KafkaProperties kafka) {
        return new CredentialWriter(
                named(kafka.buildProducerProperties()),
                named(kafka.buildAdminProperties()),
                store,
                new EventRecords("executor-worker"),
                WRITING);
    }

    @Bean
    TokenEndpoint tokenEndpoint(@Value("${millrace.credentials.allowed-targets:}") List<String> allowedTargets) {
        return new TokenEndpoint(allowedTargets);
    }

    @Bean
    Tokens tokens(
            CredentialStore store,
            CredentialWriter writer,
            CredentialKeys keys,
            TokenEndpoint endpoint,
            Clock clock,
            MeterRegistry meters) {
        var tokens = new Tokens(store, writer, keys, endpoint, clock);
        Gauge.builder("millrace.credentials.lost", tokens, Tokens::lost)
                .description("credentials whose refresh token was refused: their users must authorize them again")
                .register(meters);
        return tokens;
    }

    @Bean(initMethod = "start")
    TokenUpkeep tokenUpkeep(CredentialStore store, Tokens tokens, MeterRegistry meters) {
        return new TokenUpkeep(store, tokens, meters, UPKEEP);
    }

    @Bean
    Credentials credentials(CredentialStore store, Tokens tokens, KafkaProperties kafka) {
        return new StoredCredentials(store, new TopicEnd(named(kafka.buildAdminProperties())), tokens);
    }

    /** Each slow type with its owner's credentials; quick ones only compute. */
    @Bean
    UnaryOperator<NodeType> credentialed(Credentials credentials) {
        return type -> type instanceof SlowNode slow ? new GuardedNode(slow, credentials) : type;
    }

    /** Up while credentials are followed; a tail that has ended does not come back. */
    @Bean
    HealthIndicator credentialsHealthIndicator(CredentialStore store) {
        return () -> store.tail()
                .failure()
                .map(failure -> Health.down().withDetail("error", failure.toString()))
                .orElseGet(Health::up)
                .withDetail("position", store.tail().position())
                .build();
    }

    private static Map<String, Object> named(Map<String, Object> properties) {
        var named = new HashMap<>(properties);
        named.put(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID);
        return named;
    }
}
