package io.millrace.gateway.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/** Makes consumers without a group: each instance reads all partitions of a topic, from where it says itself. */
@Component
public final class LogConsumers {
    /** For how long a broker may be silent about partitions and offsets. */
    public static final Duration ANSWER = Duration.ofSeconds(5);

    private final Map<String, Object> properties;

    LogConsumers(ConsumerFactory<?, ?> consumers) {
        this.properties = new HashMap<>(consumers.getConfigurationProperties());
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    }

    /**
     * A new one, to be closed.
     *
     * @param name ends its client id
     * @param offsetReset where to go on if the topic does not hold what comes next, in Kafka's words
     */
    public KafkaConsumer<byte[], byte[]> create(String name, String offsetReset) {
        var own = new HashMap<>(properties);
        own.put(ConsumerConfig.CLIENT_ID_CONFIG, "trigger-gateway-" + name);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, offsetReset);
        return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The topic's partitions; none while it is not made yet. */
    public static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic, ANSWER).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }
}
