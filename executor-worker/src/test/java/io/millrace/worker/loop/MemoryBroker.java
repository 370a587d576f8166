package io.millrace.worker.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Logs in memory with transactions as Kafka has them: a commit is decided first, its offsets are visible then, and its
 * markers reach the logs some time later.
 */
final class MemoryBroker {
    enum State {
        OPEN,
        DECIDED,
        COMMITTED,
        ABORTED
    }

    /** A transaction; until its markers are written nobody reads past its records. */
    static final class Transaction {
        State state = State.OPEN;
        final Set<TopicPartition> partitions = new LinkedHashSet<>();
        final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    }

    /** An entry of a log; a marker has no record. */
    private record Entry(
            @Nullable ConsumerRecord<byte[], byte[]> record,
            @Nullable Transaction transaction) {}

    private final RandomGenerator random;
    private final Map<TopicPartition, List<Entry>> logs = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final List<Transaction> undecided = new ArrayList<>();
    private final Map<Integer, MemoryLogs> owners = new TreeMap<>();
    private final Map<Integer, Integer> changes = new HashMap<>();
    private int generation;

    MemoryBroker(RandomGenerator random) {
        this.random = random;
    }

    /** Appends outside of transactions. */
    void append(ProducerRecord<byte[], byte[]> record) {
        append(record, null);
    }

    /** Appends within a transaction; returns where the records are, in their order. */
    List<RecordMetadata> append(List<ProducerRecord<byte[], byte[]>> records, Transaction transaction) {
        return records.stream().map(record -> append(record, transaction)).toList();
    }

    private RecordMetadata append(ProducerRecord<byte[], byte[]> record, @Nullable Transaction transaction) {
        var partition = new TopicPartition(record.topic(), record.partition() == null ? 0 : record.partition());
        List<Entry> log = log(partition);
        var stored = new ConsumerRecord<>(
                record.topic(),
                partition.partition(),
                log.size(),
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
        log.add(new Entry(stored, transaction));
        if (transaction != null) {
            transaction.partitions.add(partition);
        }
        return new RecordMetadata(partition, stored.offset(), 0, 0, 0, 0);
    }

    Transaction begin() {
        var transaction = new Transaction();
        undecided.add(transaction);
        return transaction;
    }

    /** The commit is decided; its markers are still to come. */
    void decide(Transaction transaction) {
        transaction.state = State.DECIDED;
        committed.putAll(transaction.offsets);
    }

    void end(Transaction transaction, State state) {
        if (transaction.state == State.OPEN && state == State.COMMITTED) {
            decide(transaction);
        }
        transaction.state = state;
        undecided.remove(transaction);
        transaction.partitions.forEach(partition -> log(partition).add(new Entry(null, null)));
    }

    /** What pends over these offsets is decided, one way or the other, before anybody hears them. */
    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        for (Transaction transaction : List.copyOf(undecided)) {
            if (transaction.state == State.OPEN
                    && transaction.offsets.keySet().stream().anyMatch(partitions::contains)) {
                if (random.nextBoolean()) {
                    decide(transaction);
                } else {
                    end(transaction, State.ABORTED);
                }
            }
        }
        var found = new HashMap<TopicPartition, OffsetAndMetadata>();
        partitions.forEach(partition -> {
            OffsetAndMetadata known = committed.get(partition);
            if (known != null) {
                found.put(partition, known);
            }
        });
        return found;
    }

    /** The group's offsets have expired. */
    void forgetOffsets() {
        committed.clear();
    }

    Map<TopicPartition, OffsetAndMetadata> committed() {
        return committed;
    }

    /** The end, whatever is undecided included. */
    long end(TopicPartition partition) {
        return log(partition).size();
    }

    /** Up to where committed records can be read. */
    private long stableEnd(TopicPartition partition) {
        List<Entry> log = log(partition);
        for (int i = 0; i < log.size(); i++) {
            Transaction transaction = log.get(i).transaction();
            if (transaction != null && (transaction.state == State.OPEN || transaction.state == State.DECIDED)) {
                return i;
            }
        }
        return log.size();
    }

    /** Reads what is committed; returns the offset behind. */
    long read(TopicPartition partition, long from, int atMost, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        long stable = stableEnd(partition);
        long next = from;
        for (int count = 0; next < stable && count < atMost; next++) {
            Entry entry = log(partition).get((int) next);
            boolean aborted = entry.transaction() != null && entry.transaction().state == State.ABORTED;
            if (entry.record() != null && !aborted) {
                records.accept(entry.record());
                count++;
            }
        }
        return next;
    }

    /** Reads up to an end, waiting for markers and fencing whoever holds it up. */
    void readTo(TopicPartition partition, long from, long end, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        long next = read(partition, from, Integer.MAX_VALUE, records);
        while (next < end) {
            for (Transaction transaction : List.copyOf(undecided)) {
                if (transaction.partitions.contains(partition)) {
                    end(transaction, transaction.state == State.DECIDED ? State.COMMITTED : State.ABORTED);
                }
            }
            next = read(partition, next, Integer.MAX_VALUE, records);
        }
    }

    /** Some markers reach their logs. */
    void settle() {
        for (Transaction transaction : List.copyOf(undecided)) {
            if (transaction.state == State.DECIDED && random.nextBoolean()) {
                end(transaction, State.COMMITTED);
            }
        }
    }

    /** The record at an offset. */
    Optional<ConsumerRecord<byte[], byte[]>> at(TopicPartition partition, long offset) {
        return Optional.ofNullable(log(partition).get((int) offset).record());
    }

    /** Who owns what, as the group decided last. */
    Map<Integer, MemoryLogs> owners() {
        return owners;
    }

    /** The group has a new generation: whoever has not heard of it cannot write. */
    void own(Map<Integer, MemoryLogs> now) {
        now.forEach((number, owner) -> {
            if (owners.get(number) != owner) {
                changes.merge(number, 1, Integer::sum);
            }
        });
        owners.clear();
        owners.putAll(now);
        generation++;
    }

    /** How often the partition has changed hands. */
    int changes(int number) {
        return changes.getOrDefault(number, 0);
    }

    int generation() {
        return generation;
    }

    private List<Entry> log(TopicPartition partition) {
        return logs.computeIfAbsent(partition, key -> new ArrayList<>());
    }
}
