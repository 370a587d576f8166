package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what one transaction is to fold. Under load it waits a little for more, and keeps back what a partition of the
 * triggers or of the events has of executions that are younger than those that the other has reached: an execution
 * whose trigger and end are folded together is one row, written once, and not a row that is written anew with all its
 * indexes.
 */
final class Gathering {
    /** Small, so that triggers and events can be kept in step between two polls. */
    static final int POLL_RECORDS = 250;

    private static final Duration POLL = Duration.ofMillis(500);
    /**
     * Before a poll, so that what one commit of a worker brings comes together: a fetch costs more than a record. For
     * as long as the last transaction took, within bounds: the slower everything is, the more comes together.
     */
    private static final Duration SHORTEST_REST = Duration.ofMillis(10);

    private static final Duration LONGEST_REST = Duration.ofMillis(30);
    /** What the first poll after a rest brings was fetched before it; the rest of it takes a fetch more. */
    private static final Duration FETCH = Duration.ofMillis(5);
    /** How long a trigger waits under load for events that are not there yet, and load lasts after it was seen. */
    private static final Duration COMING = Duration.ofMillis(250);
    /** How long either waits for what only has to be read; so long only in a backlog. */
    private static final Duration THERE = Duration.ofSeconds(10);
    /** Records in a transaction, from which on it is load: waiting saves more than it costs. */
    private static final int BUSY = 100;
    /** Of keys and values, that may be held besides the last poll's. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    /**
     * A record that is kept back.
     *
     * @param time when its execution was created, in milliseconds, as far as its id tells
     * @param since when it was read
     */
    private record Kept(ConsumerRecord<byte[], byte[]> record, long time, long since) {}

    /** What was read of a partition and is kept back. */
    private static final class Side {
        final Deque<Kept> kept = new ArrayDeque<>();
        /** The time of the youngest execution of which a record was read. */
        long reached = Long.MIN_VALUE;
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final int most;
    private final LongSupplier nanoTime;
    private final List<ConsumerRecord<byte[], byte[]>> gathered = new ArrayList<>();
    /** Of the triggers and of the events. */
    private final Map<TopicPartition, Side> sides = new HashMap<>();

    private long bytes;
    private int generation;
    private long busyUntil;
    private long handedOut;

    /** @param most how many records are enough; it can be some more */
    Gathering(Consumer<byte[], byte[]> consumer, Assignment assignment, int most, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.most = most;
        this.nanoTime = nanoTime;
        this.busyUntil = nanoTime.getAsLong();
        this.handedOut = busyUntil;
    }

    /** Whether all that was read has been handed out. */
    boolean isEmpty() {
        return sides.values().stream().allMatch(side -> side.kept.isEmpty());
    }

    /** What comes next; nothing if there is nothing yet, or if the partitions went while it was read. */
    List<ConsumerRecord<byte[], byte[]>> next() {
        if (generation != assignment.generation()) {
            forget();
        }
        try {
            gather();
        } catch (RuntimeException e) {
            assignment.unposition(); // what was gathered is not written, and would be passed over
            throw e;
        }
        if (generation != assignment.generation()) {
            return List.of();
        }
        assignment.partitions().forEach(partition -> other(partition).ifPresent(other -> release(partition, other)));
        if (gathered.size() >= BUSY) {
            busyUntil = nanoTime.getAsLong() + COMING.toNanos();
        }
        List<ConsumerRecord<byte[], byte[]>> next = List.copyOf(gathered);
        next.forEach(record -> bytes -= size(record));
        gathered.clear();
        handedOut = nanoTime.getAsLong();
        return next;
    }

    /** The partitions are not what they were; what is still theirs is read again. */
    private void forget() {
        generation = assignment.generation();
        gathered.clear();
        sides.clear();
        bytes = 0;
    }

    private void gather() {
        boolean busy = isBusy();
        if (busy && assignment.partitions().stream().noneMatch(this::hasMore)) {
            long taken = nanoTime.getAsLong() - handedOut;
            LockSupport.parkNanos(Math.clamp(taken, SHORTEST_REST.toNanos(), LONGEST_REST.toNanos()));
        }
        keepInStep();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(isEmpty() ? POLL : COMING);
        int read = 0;
        while (!records.isEmpty()) {
            records.forEach(this::take);
            read += records.count();
            boolean enough = read >= most || bytes >= MOST_BYTES;
            boolean last = busy && read > records.count() && records.count() < POLL_RECORDS;
            if (enough || last || generation != assignment.generation()) {
                return;
            }
            keepInStep();
            records = consumer.poll(busy ? FETCH : Duration.ZERO);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        bytes += size(record);
        var partition = new TopicPartition(record.topic(), record.partition());
        if (other(partition).isEmpty()) {
            gathered.add(record);
            return;
        }
        Side side = side(partition);
        OptionalLong created = created(record);
        // An event whose id does not tell is not kept back: it can be much younger than its execution.
        long unknown = record.topic().equals(Topics.TRIGGERS) ? record.timestamp() : Long.MIN_VALUE;
        side.kept.add(new Kept(record, created.orElse(unknown), nanoTime.getAsLong()));
        side.reached = Math.max(side.reached, created.orElse(record.timestamp()));
    }

    /** When the execution was created; empty where its id is derived, or where there is none. */
    private static OptionalLong created(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return OptionalLong.empty();
        }
        try {
            UUID id = UUID.fromString(new String(record.key(), UTF_8));
            if (id.version() != 7) {
                return OptionalLong.empty();
            }
            // An id of the future, which somebody made up, must not make all others look old.
            return OptionalLong.of(Math.min(ExecutionId.createdAt(id).toEpochMilli(), record.timestamp()));
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty(); // whoever reads the record will say so
        }
    }

    private Side side(TopicPartition partition) {
        return sides.computeIfAbsent(partition, absent -> new Side());
    }

    /** The partition that goes in step with this one. */
    private static Optional<TopicPartition> other(TopicPartition partition) {
        return switch (partition.topic()) {
            case Topics.TRIGGERS -> Optional.of(new TopicPartition(Topics.EVENTS, partition.partition()));
            case Topics.EVENTS -> Optional.of(new TopicPartition(Topics.TRIGGERS, partition.partition()));
            default -> Optional.empty();
        };
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        return record.serializedKeySize() + record.serializedValueSize();
    }

    /** Reads no more of a partition while the other has some way to go. */
    private void keepInStep() {
        for (TopicPartition partition : assignment.partitions()) {
            other(partition).ifPresent(other -> {
                boolean ahead = side(partition).reached > side(other).reached && hasMore(other);
                if (ahead) {
                    consumer.pause(List.of(partition));
                } else {
                    consumer.resume(List.of(partition));
                }
            });
        }
    }

    /** Hands out what is of executions that the other has reached, and what has waited long enough. */
    private void release(TopicPartition partition, TopicPartition other) {
        Duration coming = partition.topic().equals(Topics.TRIGGERS) && isBusy() ? COMING : Duration.ZERO;
        Duration patience = hasMore(other) ? THERE : coming;
        long due = nanoTime.getAsLong() - patience.toNanos();
        boolean full = bytes >= MOST_BYTES;
        Deque<Kept> kept = side(partition).kept;
        while (!kept.isEmpty()) {
            Kept first = kept.getFirst();
            boolean inStep = first.time() <= side(other).reached;
            if (!inStep && !full && first.since() - due > 0) {
                return;
            }
            gathered.add(kept.remove().record());
        }
    }

    private boolean isBusy() {
        return nanoTime.getAsLong() - busyUntil < 0;
    }

    private boolean hasMore(TopicPartition partition) {
        return consumer.currentLag(partition).orElse(0) > 0;
    }
}
