package io.millrace.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Servers;
import io.millrace.schemas.codec.DeadLetters;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeadLettersCommandTest {
    private static final String SERVICE = "executor-worker";
    private static final int PARTITION = 3;

    @BeforeAll
    static void topics() throws Exception {
        TopicProvisioner.ensureWhenReachable(
                Map.of("bootstrap.servers", Servers.kafka()), Topics.all(Topics.DEFAULT_PARTITIONS));
    }

    @Test
    void aLetterIsSentAgainToWhereItCameFromAndOnlyOnce() throws Exception {
        ConsumerRecord<byte[], byte[]> poison = triggerRecord("poison");
        String id = SERVICE + "/" + Topics.TRIGGERS + "/" + PARTITION + "/" + poison.offset();
        send(DeadLetters.of(SERVICE, poison, "no event"));
        assertThat(letters()).contains(id);

        DeadLettersCommand.run("redrive", SERVICE, id, "--kafka", Servers.kafka());

        assertThat(letters()).doesNotContain(id);
        // A commit returns before those see it who read what is committed.
        ConsumerRecord<byte[], byte[]> again =
                await().until(DeadLettersCommandTest::lastTrigger, last -> last.offset() > poison.offset());
        assertThat(new String(again.value(), UTF_8)).isEqualTo("poison");
        assertThat(again.headers().toArray()).hasSize(1);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> DeadLettersCommand.run("redrive", SERVICE, id, "--kafka", Servers.kafka()))
                .withMessageContaining("not sent again already");
    }

    private static List<String> letters() {
        Properties clients = new Properties();
        clients.setProperty("bootstrap.servers", Servers.kafka());
        return List.copyOf(new DeadLetterTopic(SERVICE, clients).letters().keySet());
    }

    private static ConsumerRecord<byte[], byte[]> triggerRecord(String value) throws Exception {
        var record = new ProducerRecord<>(Topics.TRIGGERS, PARTITION, "key".getBytes(UTF_8), value.getBytes(UTF_8));
        record.headers().add("ce_type", "x".getBytes(UTF_8));
        send(record);
        return lastTrigger();
    }

    private static void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", Servers.kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    private static ConsumerRecord<byte[], byte[]> lastTrigger() {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", Servers.kafka(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topics.TRIGGERS, PARTITION);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records.getLast();
        }
    }
}
