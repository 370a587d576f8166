package io.millrace.standalone;

import io.millrace.schemas.codec.DeadLetters;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One service's dead letters: those that were not sent again yet, and how to send them again. */
final class DeadLetterTopic {
    private static final Duration POLL = Duration.ofMillis(500);

    /** A letter that was not sent again yet. */
    record Letter(String id, Instant time, String reason, ConsumerRecord<byte[], byte[]> record) {}

    private final String consumer;
    private final Properties clients;

    /** @param clients how to reach Kafka, as its own tools' {@code --command-config} */
    DeadLetterTopic(String consumer, Properties clients) {
        this.consumer = consumer;
        this.clients = clients;
    }

    /** The letters by id, oldest first. */
    SequencedMap<String, Letter> letters() {
        SequencedMap<String, Letter> letters = new LinkedHashMap<>();
        Map<String, Object> properties = properties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        try (var reader = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = reader.partitionsFor(Topics.deadLetter(consumer)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = ends(partitions);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(POLL).forEach(record -> take(record, letters));
            }
        }
        return letters;
    }

    /**
     * Of what was written, committed or not: a commit returns before readers see it, and a letter that was just sent
     * again must not seem to wait still.
     */
    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        var latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        try (Admin admin = Admin.create(properties())) {
            var ends = new HashMap<TopicPartition, Long>();
            admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("the ends of " + partitions + " are not known", e);
        }
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, Map<String, Letter> letters) {
        DeadLetters.header(record, DeadLetters.REDRIVEN).ifPresent(letters::remove);
        DeadLetters.header(record, DeadLetters.ID).ifPresent(id -> {
            String reason = DeadLetters.header(record, DeadLetters.REASON).orElse("");
            letters.put(id, new Letter(id, Instant.ofEpochMilli(record.timestamp()), reason, record));
        });
    }

    /** Sends letters again to where they came from, each in one transaction with the mark that it was. */
    void redrive(Collection<Letter> letters) {
        Map<String, Object> properties = properties();
        properties.put("transactional.id", "dead-letters-" + UUID.randomUUID());
        properties.put("max.request.size", Topics.MAX_MESSAGE_BYTES);
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (Letter letter : letters) {
                producer.beginTransaction();
                var _ = producer.send(DeadLetters.original(letter.record()));
                var _ = producer.send(DeadLetters.redriven(consumer, letter.id()));
                producer.commitTransaction(); // fails if one of the two did
            }
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        clients.forEach((name, value) -> properties.put(name.toString(), value));
        properties.put("client.id", "dead-letters");
        return properties;
    }
}
