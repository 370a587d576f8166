package io.millrace.recorder.record;

import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what one transaction is to fold. Under load it waits a little for more, and reads no triggers ahead of the
 * events: an execution whose trigger and end are folded together is one row, written once, and not a row that is
 * written anew with all its indexes.
 */
final class Gathering {
    /** Small, so that triggers and events can be kept in step between two polls. */
    static final int POLL_RECORDS = 250;

    private static final Duration POLL = Duration.ofMillis(500);
    /** About as long as a short execution takes. */
    private static final Duration GATHER = Duration.ofMillis(50);
    /** Records in a transaction, from which on waiting saves more than it costs. */
    private static final int BUSY = 100;
    /** Of keys and values, that one transaction may hold besides the last poll's. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final int most;
    private final Map<TopicPartition, Long> times = new HashMap<>();
    private boolean busy;

    /** @param most how many records are enough; it can be some more */
    Gathering(Consumer<byte[], byte[]> consumer, Assignment assignment, int most) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.most = most;
    }

    /** What comes next; nothing if there is nothing, or if the partitions went while it was read. */
    List<ConsumerRecord<byte[], byte[]>> next() {
        int generation = assignment.generation();
        var gathered = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        long bytes = 0;
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            long until = System.nanoTime() + (busy ? GATHER.toNanos() : 0);
            while (!records.isEmpty() || System.nanoTime() < until) {
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    gathered.add(record);
                    bytes += record.serializedKeySize() + record.serializedValueSize();
                }
                boolean enough = gathered.size() >= most || bytes >= MOST_BYTES;
                if (enough || gathered.isEmpty() || generation != assignment.generation()) {
                    break;
                }
                keepInStep(records);
                records = consumer.poll(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            }
        } catch (RuntimeException e) {
            assignment.unposition(); // what was gathered is not written, and would be passed over
            throw e;
        }
        busy = gathered.size() >= BUSY;
        return generation == assignment.generation() ? gathered : List.of();
    }

    private void keepInStep(ConsumerRecords<byte[], byte[]> records) {
        records.partitions()
                .forEach(partition -> times.put(
                        partition, records.records(partition).getLast().timestamp()));
        for (TopicPartition triggers : assignment.partitions()) {
            if (triggers.topic().equals(Topics.TRIGGERS)) {
                if (isAhead(triggers, new TopicPartition(Topics.EVENTS, triggers.partition()))) {
                    consumer.pause(List.of(triggers));
                } else {
                    consumer.resume(List.of(triggers));
                }
            }
        }
    }

    /** Of events that are there to be read; what is not there is not waited for. */
    private boolean isAhead(TopicPartition triggers, TopicPartition events) {
        return consumer.currentLag(events).orElse(0) > 0
                && times.getOrDefault(triggers, Long.MIN_VALUE) > times.getOrDefault(events, Long.MIN_VALUE);
    }
}
