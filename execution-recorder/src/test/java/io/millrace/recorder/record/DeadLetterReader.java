package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.fixture.Servers;
import io.millrace.schemas.codec.DeadLetters;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all dead letters that there are. */
final class DeadLetterReader {
    private DeadLetterReader() {}

    /** Why the records with this key could not be used. */
    static List<String> reasons(UUID key) {
        var partition = new TopicPartition(Topics.deadLetter("execution-recorder"), 0);
        var reasons = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.key() != null && key.toString().equals(new String(record.key(), UTF_8))) {
                        reasons.add(new String(
                                record.headers().lastHeader(DeadLetters.REASON).value(), UTF_8));
                    }
                }
            }
        }
        return reasons;
    }
}
