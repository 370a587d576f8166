package io.millrace.gateway;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;

/** The triggers topic as a worker would read it. */
final class TriggerLog implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<UUID, ConsumerRecord<String, byte[]>> found = new HashMap<>();

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

    /** The record of the execution's trigger, waited for. */
    ConsumerRecord<String, byte[]> record(UUID executionId) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (!found.containsKey(executionId) && Instant.now().isBefore(deadline)) {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> found.put(UUID.fromString(record.key()), record));
        }
        ConsumerRecord<String, byte[]> record = found.get(executionId);
        if (record == null) {
            throw new AssertionError("no trigger for " + executionId);
        }
        if (record.partition() != ExecutionId.partitionOf(executionId)) {
            throw new AssertionError("the trigger is not in the partition of its id");
        }
        return record;
    }

    TriggerReceived trigger(UUID executionId) {
        try {
            return EventCodec.decode(record(executionId).value(), TriggerReceived.class);
        } catch (io.millrace.schemas.codec.UndecodableEventException e) {
            throw new AssertionError(e);
        }
    }

    /** What expressions see as {@code trigger}. */
    JsonNode data(UUID executionId) {
        return Gateway.JSON.readTree(
                Payload.bytes(trigger(executionId).getTrigger().getData()));
    }

    /** All that are there by now. */
    Map<UUID, ConsumerRecord<String, byte[]>> all() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> found.put(UUID.fromString(record.key()), record));
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
