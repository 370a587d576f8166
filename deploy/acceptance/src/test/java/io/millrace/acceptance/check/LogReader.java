package io.millrace.acceptance.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads both execution topics from their start to where they end now, committed records only. */
public final class LogReader {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private LogReader() {}

    /** The numbered records of the workflows' executions by execution id, triggers before events. */
    public static Map<String, List<SpecificRecord>> read(String bootstrapServers, Set<String> workflows) {
        Map<String, List<SpecificRecord>> log = new TreeMap<>();
        for (String topic : List.of(Topics.TRIGGERS, Topics.EVENTS)) {
            records(bootstrapServers, topic)
                    .filter(record -> EventHeaders.sequence(record.headers()) >= 0)
                    .filter(record -> EventHeaders.workflow(record.headers())
                            .filter(workflows::contains)
                            .isPresent())
                    .forEach(record -> log.computeIfAbsent(executionId(record), id -> new ArrayList<>())
                            .add(decode(record)));
        }
        return log;
    }

    /** Which executions the records of a type are about, in the order of each partition. */
    public static Map<Integer, List<String>> order(String bootstrapServers, String topic, String type) {
        return records(bootstrapServers, topic)
                .filter(record -> EventHeaders.type(record.headers())
                        .filter(EventHeaders.typeName(type)::equals)
                        .isPresent())
                .collect(groupingBy(ConsumerRecord::partition, mapping(LogReader::executionId, toList())));
    }

    /** The idempotency keys that executions of a workflow took, in the order of each partition. */
    public static List<KeyAccepted> keys(String bootstrapServers, String workflowId) {
        return records(bootstrapServers, Topics.KEYS)
                .map(record -> (KeyAccepted) decode(record))
                .filter(accepted -> accepted.getWorkflowId().equals(workflowId))
                .toList();
    }

    private static Stream<ConsumerRecord<byte[], byte[]>> records(String bootstrapServers, String topic) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "client.id", "acceptance",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", false);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!left(consumer, ends).isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("not read in " + PATIENCE + ": " + left(consumer, ends));
                }
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records.stream();
    }

    private static Map<TopicPartition, Long> left(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .filter(end -> consumer.position(end.getKey()) < end.getValue())
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String executionId(ConsumerRecord<byte[], byte[]> record) {
        return EventHeaders.executionId(record.headers()).orElseThrow().toString();
    }

    private static SpecificRecord decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return EventCodec.decode(record.value());
        } catch (UndecodableEventException e) {
            throw new AssertionError("a record that nobody can read at " + record.offset(), e);
        }
    }
}
