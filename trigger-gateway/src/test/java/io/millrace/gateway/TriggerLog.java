package io.millrace.gateway;

import io.millrace.fixture.Patience;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;

/** The triggers topic as a worker would read it. */
final class TriggerLog implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<UUID, List<ConsumerRecord<String, byte[]>>> found = new HashMap<>();

    TriggerLog(String bootstrapServers) {
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.TRIGGERS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The first record of the execution, waited for. */
    ConsumerRecord<String, byte[]> record(UUID executionId) {
        return records(executionId, 1).getFirst();
    }

    /** The execution's records, so many at least, waited for. */
    List<ConsumerRecord<String, byte[]>> records(UUID executionId, int count) {
        Instant deadline = Instant.now().plus(Patience.LONG);
        while (known(executionId).size() < count && Instant.now().isBefore(deadline)) {
            poll();
        }
        List<ConsumerRecord<String, byte[]>> records = known(executionId);
        if (records.size() < count) {
            throw new AssertionError("%d and not %d records of %s".formatted(records.size(), count, executionId));
        }
        for (var record : records) {
            if (record.partition() != ExecutionId.partitionOf(executionId)) {
                throw new AssertionError("a record is not in the partition of its id");
            }
        }
        return records;
    }

    /** What those records tell. */
    List<SpecificRecord> events(UUID executionId, int count) {
        return records(executionId, count).stream()
                .map(record -> decoded(record.value()))
                .toList();
    }

    TriggerReceived trigger(UUID executionId) {
        return (TriggerReceived) decoded(record(executionId).value());
    }

    /** What expressions see as {@code trigger}. */
    JsonNode data(UUID executionId) {
        return Gateway.JSON.readTree(
                Payload.bytes(trigger(executionId).getTrigger().getData()));
    }

    /** The executions that have a record by now. */
    Set<UUID> all() {
        readToEnd();
        return found.keySet();
    }

    /** The execution's records that are there by now. */
    List<ConsumerRecord<String, byte[]>> now(UUID executionId) {
        readToEnd();
        return known(executionId);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void readToEnd() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
    }

    private void poll() {
        consumer.poll(Duration.ofMillis(200))
                .forEach(record -> found.computeIfAbsent(UUID.fromString(record.key()), key -> new ArrayList<>())
                        .add(record));
    }

    private List<ConsumerRecord<String, byte[]>> known(UUID executionId) {
        return found.getOrDefault(executionId, List.of());
    }

    private static SpecificRecord decoded(byte[] value) {
        try {
            return EventCodec.decode(value);
        } catch (UndecodableEventException e) {
            throw new AssertionError(e);
        }
    }
}
