package io.millrace.worker.loop;

import io.millrace.schemas.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The properties of a loop's clients: what the operator configured, and on top of it what the protocol cannot do
 * without.
 *
 * @param consumers the operator's properties for consumers
 * @param producers the operator's properties for producers
 * @param admins the operator's properties for admin clients
 */
public record KafkaClients(Map<String, Object> consumers, Map<String, Object> producers, Map<String, Object> admins) {
    private static final Map<String, String> TRANSACTIONAL_IDS = new ConcurrentHashMap<>();

    /** A member of the workers' group. */
    Map<String, Object> consumer(String loop) {
        var properties = reader(loop);
        properties.putIfAbsent(ConsumerConfig.GROUP_ID_CONFIG, Topics.WORKER_GROUP);
        properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 7_000);
        properties.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, loop);
        return properties;
    }

    /** A consumer that reads what it is told to, in no group. */
    Map<String, Object> reader(String loop) {
        var properties = new HashMap<>(consumers);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Topics.FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.MAX_MESSAGE_BYTES);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, loop + "-reader");
        return properties;
    }

    /** A consumer that follows the definitions. */
    public Map<String, Object> definitions() {
        return reader("executor-worker-definitions");
    }

    /** The loop's transactional producer; one id for all of a loop's lives, so that each fences the one before. */
    Map<String, Object> producer(String loop) {
        var properties = new HashMap<>(producers);
        properties.put(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                TRANSACTIONAL_IDS.computeIfAbsent(loop, name -> name + "-" + UUID.randomUUID()));
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
        properties.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 9_000);
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        // Longer than a transaction takes to be handed over: what leaves before the commit is a request more, and one
        // that brings another partition is a record in the broker's log of transactions. Small ones are flushed.
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 8);
        properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        // Events of one transaction are much alike: an eighth of their bytes is left to be written, fetched and kept.
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // The broker answers "not yet" while it writes a commit's markers; asking again soon halves what a commit
        // takes.
        properties.putIfAbsent(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 2);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, loop);
        return properties;
    }

    Map<String, Object> admin(String loop) {
        var properties = new HashMap<>(admins);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, loop + "-admin");
        return properties;
    }
}
