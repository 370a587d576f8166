package io.millrace.gateway.log;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.millrace.gateway.GatewaySettings;
import io.millrace.schemas.topic.Topics;
import io.millrace.web.Heap;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/** The Kafka clients, from Spring's own settings and what the contract demands on top. */
@Configuration(proxyBeanMethods = false)
class LogConfiguration {
    private static final Duration PROBE = Duration.ofSeconds(2);

    /** One producer for everything: what is sent at one time shares batches and requests. */
    @Bean
    Producer<byte[], byte[]> producer(ProducerFactory<?, ?> factory, GatewaySettings settings) {
        return new KafkaProducer<>(
                producerProperties(factory.getConfigurationProperties(), settings.answerTimeout()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Bean
    KafkaClientMetrics producerMetrics(Producer<byte[], byte[]> producer) {
        return new KafkaClientMetrics(producer);
    }

    @Bean
    Admin admin(KafkaAdmin spring) {
        var properties = new HashMap<>(spring.getConfigurationProperties());
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "trigger-gateway-health");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PROBE.toMillis());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PROBE.toMillis());
        return Admin.create(properties);
    }

    /**
     * Waiting for room or metadata, then for the acknowledgement, stays below the answer's time-out: when the caller is
     * told 503, the producer has given the record up and does not send it any more.
     */
    private static Map<String, Object> producerProperties(Map<String, Object> spring, Duration answerTimeout) {
        int total = (int) answerTimeout.toMillis();
        int block = total / 3;
        int delivery = total - block - 100;
        var properties = new HashMap<>(spring);
        // Room for what is under way, and more than one record of the largest kind.
        properties.putIfAbsent(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Math.clamp(Heap.share(10), 2L * Topics.MAX_STATE_BYTES, 32L * 1024 * 1024));
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, block);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, delivery * 2 / 3);
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20);
        properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 200);
        return properties;
    }
}
