package io.millrace.recorder.rebuild;

import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What the triggers and the events still have of one partition, read from its beginning. */
final class PartitionLog {
    private static final Duration POLL = Duration.ofMillis(50);
    /** How long the brokers may be silent before this gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> beginnings;
    private final Map<TopicPartition, Instant> first = new HashMap<>();

    PartitionLog(KafkaConsumer<byte[], byte[]> consumer, int partition) {
        this.consumer = consumer;
        this.partitions = List.of(triggers(partition), events(partition));
        consumer.assign(partitions);
        this.beginnings = consumer.beginningOffsets(partitions, PATIENCE);
        beginnings.forEach(consumer::seek);
    }

    static TopicPartition triggers(int partition) {
        return new TopicPartition(Topics.TRIGGERS, partition);
    }

    static TopicPartition events(int partition) {
        return new TopicPartition(Topics.EVENTS, partition);
    }

    /**
     * Gives what is between where it stands and these offsets to the consumer, in batches, in order.
     *
     * @throws IllegalStateException if the brokers do not give them
     */
    void readUpTo(Map<TopicPartition, Long> offsets, Consumer<List<ConsumerRecord<byte[], byte[]>>> batch) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!reached(offsets)) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            List<ConsumerRecord<byte[], byte[]>> wanted = partitions.stream()
                    .flatMap(partition -> records.records(partition).stream()
                            .filter(record -> record.offset() < offsets.getOrDefault(partition, 0L)))
                    .toList();
            if (!wanted.isEmpty()) {
                note(wanted);
                batch.accept(wanted);
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the brokers do not give " + partitions + " up to " + offsets);
            }
        }
    }

    /** Stops reading a partition at its offset, so that the rest comes with the next call. */
    private boolean reached(Map<TopicPartition, Long> offsets) {
        boolean all = true;
        for (TopicPartition partition : partitions) {
            long wanted = offsets.getOrDefault(partition, 0L);
            if (consumer.position(partition) >= wanted) {
                consumer.seek(partition, Math.max(wanted, beginnings.getOrDefault(partition, 0L)));
                consumer.pause(List.of(partition));
            } else {
                consumer.resume(List.of(partition));
                all = false;
            }
        }
        return all;
    }

    private void note(List<ConsumerRecord<byte[], byte[]>> records) {
        records.forEach(record -> first.putIfAbsent(
                new TopicPartition(record.topic(), record.partition()), Instant.ofEpochMilli(record.timestamp())));
    }

    /** From when on the log has everything; the beginning of time if nothing was ever cut off it. */
    Instant since() {
        return partitions.stream()
                .filter(partition -> beginnings.getOrDefault(partition, 0L) > 0)
                .map(partition -> first.getOrDefault(partition, Instant.MAX))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }
}
