package io.millrace.recorder.record;

import io.millrace.schemas.codec.DeadLetters;
import io.millrace.schemas.topic.Topics;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** The recorder's Kafka clients: Spring's properties, and what the recorder cannot do without. */
final class KafkaClients implements AutoCloseable {
    /** The service's name, as groups, clients and the dead-letter topic have it. */
    static final String SERVICE = "execution-recorder";

    private static final int DELIVERY_TIMEOUT_MS = 20_000;

    private final KafkaProperties properties;
    private final Admin admin;
    private final Producer<byte[], byte[]> deadLetters;

    KafkaClients(KafkaProperties properties) {
        this.properties = properties;
        this.admin = Admin.create(adminProperties());
        this.deadLetters = new KafkaProducer<>(
                with(
                        properties.buildProducerProperties(),
                        Map.of(
                                ProducerConfig.CLIENT_ID_CONFIG,
                                SERVICE + "-dead-letters",
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                true,
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                DELIVERY_TIMEOUT_MS,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                5000,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                DELIVERY_TIMEOUT_MS,
                                // A record of the largest size, and room for the headers that say why it is here.
                                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                Topics.MAX_MESSAGE_BYTES + 64 * 1024)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    Map<String, Object> adminProperties() {
        return with(
                properties.buildAdminProperties(),
                Map.of(
                        AdminClientConfig.CLIENT_ID_CONFIG, SERVICE + "-admin",
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000",
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000"));
    }

    Admin admin() {
        return admin;
    }

    /** A member of a group that reads what is committed, from where it is told. */
    Consumer<byte[], byte[]> consumer(String group, String loop, int pollRecords) {
        return new KafkaConsumer<>(
                with(
                        properties.buildConsumerProperties(),
                        Map.ofEntries(
                                Map.entry(ConsumerConfig.GROUP_ID_CONFIG, SERVICE + "." + group),
                                Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, SERVICE + "-" + loop),
                                // One member has a partition's number in both topics, so all that is told of an
                                // execution is folded in one place.
                                Map.entry(
                                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                                        RangeAssignor.class.getName()),
                                Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                                Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
                                Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                                Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecords),
                                // A row should be there soon: whatever has come is worth an answer.
                                Map.entry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1),
                                Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Topics.FETCH_BYTES),
                                // One partition's records come in one piece; triggers and events are to go in step.
                                Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 * 1024),
                                // A killed instance's partitions are taken over soon.
                                Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 8000),
                                Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2000))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Sends a record to the dead-letter topic and waits until it is there.
     *
     * @throws KafkaException if it is not there in time
     */
    void sendDeadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
        try {
            deadLetters
                    .send(DeadLetters.of(SERVICE, record, reason))
                    .get(2L * DELIVERY_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the dead-letter topic did not take a record", e);
        }
    }

    @Override
    public void close() {
        deadLetters.close();
        admin.close();
    }

    private static Map<String, Object> with(Map<String, Object> properties, Map<String, Object> fixed) {
        properties.putAll(fixed);
        return properties;
    }
}
