package io.millrace.worker.loop;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.execution.Decision;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.execution.NodeRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** What was decided together and is written in one transaction; it is kept until its commit returns. */
final class Batch {
    private static final EventRecords RECORDS = new EventRecords("executor-worker");
    /** A record takes some 2 KB of memory until it is written. */
    private static final int MAX_RECORDS = 5_000;

    private static final long MAX_BYTES = 4L * 1024 * 1024;

    /** A record, and what is to happen when it is durable. */
    private record Write(ProducerRecord<byte[], byte[]> record, WhenWritten whenWritten) {}

    /**
     * What is to happen when a decision's events are durable.
     *
     * @param interrupts the execution's runs that nobody waits for any more
     * @param runs slow nodes to start
     */
    record Effects(UUID executionId, Set<NodeKey> interrupts, List<NodeRun> runs) {
        Effects {
            interrupts = Set.copyOf(interrupts);
            runs = List.copyOf(runs);
        }
    }

    /** Takes the offset that a record was written at. */
    @FunctionalInterface
    interface WhenWritten {
        void at(long offset);
    }

    private final Map<Partition, List<Write>> writes = new LinkedHashMap<>();
    private final Map<Partition, List<Effects>> effects = new LinkedHashMap<>();
    private final Map<Partition, List<ExecutionStatus>> ends = new LinkedHashMap<>();
    private int records;
    private long bytes;
    private int deadLetters;
    private int lostExecutions;
    private int repeats;

    void write(Partition partition, SpecificRecord event) {
        writeKey(partition, EventRecords.context(event).getExecutionId());
        write(partition, RECORDS.numbered(Topics.EVENTS, event), offset -> partition.ledger.eventsWritten(offset + 1));
    }

    /** Writes that a schedule's time was served. */
    void writeServed(Partition partition, ProducerRecord<byte[], byte[]> served) {
        write(partition, served, offset -> {});
    }

    void writeDeadLetter(Partition partition, ProducerRecord<byte[], byte[]> letter) {
        write(partition, letter, offset -> {});
        deadLetters++;
    }

    /** With the first thing that is written of an execution goes the key that it took, if it took one. */
    private void writeKey(Partition partition, UUID executionId) {
        partition
                .keys
                .takeUnwritten(executionId)
                .ifPresent(key -> write(partition, RECORDS.keyAccepted(key), offset -> {}));
    }

    /** Writes an execution down whole; a sleeper then leaves the memory. */
    void writeCheckpoint(Partition partition, Checkpoint.Written written) {
        writeKey(partition, written.checkpoint().executionId());
        write(partition, written.record(), offset -> {
            Checkpoint checkpoint = written.checkpoint().at(offset);
            partition.sleepers.written(checkpoint);
            if (checkpoint.rest() != Checkpoint.Rest.NONE) {
                partition.fellAsleep(checkpoint);
            }
        });
    }

    /** Takes an execution's checkpoint away. */
    void writeTombstone(Partition partition, UUID executionId) {
        write(partition, Checkpoint.tombstone(executionId), offset -> {});
    }

    private void write(Partition partition, ProducerRecord<byte[], byte[]> record, WhenWritten whenWritten) {
        writes(partition).add(new Write(record, whenWritten));
        records++;
        bytes += record.value() == null ? 0 : record.value().length;
    }

    /** Adds a decision: its events now, its effects once they are durable. */
    void add(Partition partition, Decision decision) {
        decision.events().forEach(event -> write(partition, event));
        if (!decision.interrupts().isEmpty() || !decision.runs().isEmpty()) {
            UUID id = decision.after().identity().executionId();
            effects.computeIfAbsent(partition, key -> new ArrayList<>())
                    .add(new Effects(id, decision.interrupts(), decision.runs()));
        }
        if (decision.after().isFinished()) {
            ends.computeIfAbsent(partition, key -> new ArrayList<>())
                    .add(decision.after().status());
        }
    }

    /** Takes the partition's place along even where nothing is written to it. */
    void touch(Partition partition) {
        writes(partition);
    }

    /** Leaves out what belongs to partitions that were lost meanwhile. */
    void dropLost() {
        writes.keySet().removeIf(partition -> !partition.isOwned());
        effects.keySet().removeIf(partition -> !partition.isOwned());
        ends.keySet().removeIf(partition -> !partition.isOwned());
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    /** How full it is: from 1 on it had better be written before more is decided. */
    double fill() {
        return Math.max((double) records / MAX_RECORDS, (double) bytes / MAX_BYTES);
    }

    /** One of the executions that end here does so because its state cannot be read any more. */
    void countLost() {
        lostExecutions++;
    }

    /** A delivery was one more of the same. */
    void countRepeat() {
        repeats++;
    }

    int repeats() {
        return repeats;
    }

    int lostExecutions() {
        return lostExecutions;
    }

    int deadLetters() {
        return deadLetters;
    }

    Set<Partition> partitions() {
        return writes.keySet();
    }

    List<ProducerRecord<byte[], byte[]>> records() {
        return writes.values().stream().flatMap(List::stream).map(Write::record).toList();
    }

    /** The records are durable, at these places. */
    void written(List<RecordMetadata> places) {
        int next = 0;
        for (List<Write> all : writes.values()) {
            for (Write write : all) {
                write.whenWritten().at(places.get(next++).offset());
            }
        }
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

    Map<Partition, List<Effects>> effects() {
        return effects;
    }

    /** How each execution that ends here does so. */
    Stream<ExecutionStatus> ends() {
        return ends.values().stream().flatMap(List::stream);
    }

    private List<Write> writes(Partition partition) {
        return writes.computeIfAbsent(partition, key -> new ArrayList<>());
    }
}
