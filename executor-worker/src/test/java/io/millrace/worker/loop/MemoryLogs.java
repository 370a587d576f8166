package io.millrace.worker.loop;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A member's view of a {@link MemoryBroker}; what goes wrong when it writes, the test says. */
final class MemoryLogs implements Logs {
    /** What becomes of a write. */
    interface Fate {
        List<RecordMetadata> write(
                MemoryLogs member,
                List<ProducerRecord<byte[], byte[]>> records,
                Map<TopicPartition, OffsetAndMetadata> offsets)
                throws TransactionalWriter.AbortedException;
    }

    private final MemoryBroker broker;
    private final Fate fate;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private @Nullable ConsumerRebalanceListener listener;
    private final Map<Integer, Integer> changes = new HashMap<>();
    private int generation = -1;
    /** How many records of a partition a poll brings at most. */
    int atATime = 5;

    MemoryLogs(MemoryBroker broker, Fate fate) {
        this.broker = broker;
        this.fate = fate;
    }

    /** Whether it has heard of the group's last decision. */
    boolean isCurrent() {
        return generation == broker.generation();
    }

    @Override
    public void join(ConsumerRebalanceListener newListener) {
        listener = newListener;
    }

    @Override
    public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration atMost) {
        if (!isCurrent()) {
            generation = broker.generation();
            var mine = new HashSet<TopicPartition>();
            broker.owners().forEach((number, owner) -> {
                if (owner == this) {
                    mine.add(Takeover.triggers(number));
                }
            });
            var gone = new HashSet<>(positions.keySet());
            // Whoever had it in between has written.
            gone.removeIf(partition -> mine.contains(partition)
                    && broker.changes(partition.partition()) == requireNonNull(changes.get(partition.partition())));
            mine.forEach(partition -> changes.put(partition.partition(), broker.changes(partition.partition())));
            positions.keySet().removeAll(gone);
            paused.removeAll(gone);
            if (!gone.isEmpty()) {
                requireNonNull(listener).onPartitionsRevoked(gone);
            }
            mine.removeAll(positions.keySet());
            mine.forEach(partition -> positions.put(partition, 0L));
            requireNonNull(listener).onPartitionsAssigned(mine);
        }
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (TopicPartition partition : Set.copyOf(positions.keySet())) {
            if (!paused.contains(partition)) {
                positions.put(partition, broker.read(partition, position(partition), atATime, records::add));
            }
        }
        return records;
    }

    @Override
    public void wakeup() {
        // nobody sleeps here
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        positions.put(partition, offset);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        paused.addAll(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        paused.removeAll(partitions);
    }

    @Override
    public long position(TopicPartition partition) {
        return requireNonNull(positions.get(partition));
    }

    @Override
    public OptionalLong lag(TopicPartition partition) {
        return OptionalLong.of(broker.end(partition) - position(partition));
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return broker.committed(partitions);
    }

    @Override
    public Map<TopicPartition, Long> starts(Set<TopicPartition> partitions) {
        var starts = new HashMap<TopicPartition, Long>();
        partitions.forEach(partition -> starts.put(partition, 0L));
        return starts;
    }

    @Override
    public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
        var ends = new HashMap<TopicPartition, Long>();
        partitions.forEach(partition -> ends.put(partition, broker.end(partition)));
        return ends;
    }

    @Override
    public void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> records) {
        from.forEach(
                (partition, offset) -> broker.readTo(partition, offset, requireNonNull(ends.get(partition)), records));
    }

    @Override
    public List<RecordMetadata> write(
            List<ProducerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> offsets)
            throws TransactionalWriter.AbortedException {
        return fate.write(this, records, offsets);
    }

    @Override
    public void close() {
        // the group hears of it from the test
    }
}
