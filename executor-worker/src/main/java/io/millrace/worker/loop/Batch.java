package io.millrace.worker.loop;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.execution.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What was decided together and is written in one transaction; it is kept until its commit returns. */
final class Batch {
    private static final EventRecords RECORDS = new EventRecords("executor-worker");

    private final Map<Partition, List<ProducerRecord<byte[], byte[]>>> writes = new LinkedHashMap<>();
    private final Map<Partition, List<Decision>> decisions = new LinkedHashMap<>();
    private int deadLetters;

    void write(Partition partition, SpecificRecord event) {
        writes(partition).add(RECORDS.numbered(Topics.EVENTS, event));
    }

    void writeDeadLetter(Partition partition, ProducerRecord<byte[], byte[]> letter) {
        writes(partition).add(letter);
        deadLetters++;
    }

    /** Adds a decision: its events now, its effects once they are durable. */
    void add(Partition partition, Decision decision) {
        decision.events().forEach(event -> write(partition, event));
        decisions.computeIfAbsent(partition, key -> new ArrayList<>()).add(decision);
    }

    /** Takes the partition's place along even where nothing is written to it. */
    void touch(Partition partition) {
        writes(partition);
    }

    /** Leaves out what belongs to partitions that were lost meanwhile. */
    void dropLost() {
        writes.keySet().removeIf(partition -> !partition.isOwned());
        decisions.keySet().removeIf(partition -> !partition.isOwned());
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    int deadLetters() {
        return deadLetters;
    }

    Set<Partition> partitions() {
        return writes.keySet();
    }

    List<ProducerRecord<byte[], byte[]>> records() {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        writes.values().forEach(records::addAll);
        return records;
    }

    /**
     * The offsets that go with the records: one for each partition written to, so that the broker fences each of them.
     */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (Partition partition : writes.keySet()) {
            offsets.put(
                    Takeover.triggers(partition.number),
                    partition.ledger.place().toCommit());
        }
        return offsets;
    }

    Map<Partition, List<Decision>> decisions() {
        return decisions;
    }

    private List<ProducerRecord<byte[], byte[]>> writes(Partition partition) {
        return writes.computeIfAbsent(partition, key -> new ArrayList<>());
    }
}
