package io.millrace.recorder.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's life. What is gathered is one transaction; while that cannot be had, the same records are tried again,
 * by a living member of the group, until they are written or their partitions are somebody else's.
 *
 * @param <T> what a record is to the sink
 */
final class Session<T> {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    private static final Duration AT_REST = Duration.ofSeconds(1);
    private static final Duration LAG_TIMEOUT = Duration.ofSeconds(1);
    /** The broker is asked every two. */
    private static final int SILENCE_SECONDS = 6;

    /** @param content absent where the record has become a dead letter, and only its offset is to be passed */
    private record Read<T>(
            ConsumerRecord<byte[], byte[]> record, @Nullable T content) {}

    private final String name;
    private final Sink<T> sink;
    private final Consumer<byte[], byte[]> consumer;
    private final KafkaClients kafka;
    private final Positions positions;
    private final RecordingMetrics metrics;
    private final LoopHealth health;
    private final Backoff backoff;
    private final Assignment assignment;
    private final Gathering gathering;
    private long lastWritten = System.nanoTime();

    Session(
            String name,
            Sink<T> sink,
            Consumer<byte[], byte[]> consumer,
            KafkaClients kafka,
            Positions positions,
            RecordingMetrics metrics,
            LoopHealth health,
            Backoff backoff,
            int most) {
        this.name = name;
        this.sink = sink;
        this.consumer = consumer;
        this.kafka = kafka;
        this.positions = positions;
        this.metrics = metrics;
        this.health = health;
        this.backoff = backoff;
        this.assignment = new Assignment(consumer, metrics);
        this.gathering = new Gathering(consumer, assignment, most, System::nanoTime);
    }

    Assignment assignment() {
        return assignment;
    }

    /** Reads and writes once. */
    void turn() {
        if (!assignment.positioned()) {
            attempt(() -> assignment.position(positions.claim(consumer, assignment.partitions())));
            return;
        }
        try {
            List<ConsumerRecord<byte[], byte[]>> records = gathering.next();
            long begin = System.nanoTime();
            if (!records.isEmpty()) {
                write(read(records));
                metrics.batch(records.size(), Duration.ofNanos(System.nanoTime() - begin));
            } else if (assignment.positioned() && gathering.isEmpty()) {
                passMarkers();
            }
            reportLag();
            reportHeartbeat();
        } catch (OffsetOutOfRangeException e) {
            log.warn("the log was cut where {} reads: {}", name, e.getMessage());
            assignment.unposition();
        }
    }

    private List<Read<T>> read(List<ConsumerRecord<byte[], byte[]>> records) {
        var batch = new ArrayList<Read<T>>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                batch.add(new Read<>(record, sink.read(record)));
            } catch (UnusableRecordException e) {
                if (!bury(record, e)) {
                    return List.of();
                }
                batch.add(new Read<>(record, null));
            }
        }
        return batch;
    }

    private void write(List<Read<T>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<Move> moves = assignment.moves(batch.stream().map(Read::record).toList());
        List<T> contents =
                batch.stream().map(Read::content).filter(Objects::nonNull).toList();
        try {
            commit(moves, contents);
        } catch (UnwritableException e) {
            writeApart(batch, e);
        }
    }

    /** One of the records is at fault; the others must not suffer from it. */
    private void writeApart(List<Read<T>> batch, UnwritableException cause) {
        if (batch.size() == 1) {
            ConsumerRecord<byte[], byte[]> record = batch.getFirst().record();
            if (bury(record, cause)) {
                write(List.of(new Read<>(record, null)));
            }
            return;
        }
        int generation = assignment.generation();
        write(batch.subList(0, batch.size() / 2));
        if (generation == assignment.generation()) {
            write(batch.subList(batch.size() / 2, batch.size()));
        }
    }

    /** Sends the record to the dead-letter topic; false if its partition was lost meanwhile. */
    private boolean bury(ConsumerRecord<byte[], byte[]> record, Exception reason) {
        var partition = new TopicPartition(record.topic(), record.partition());
        log.error("{} at offset {} goes to the dead-letter topic: {}", partition, record.offset(), reason.getMessage());
        log.debug("{} at offset {}", partition, record.offset(), reason);
        if (!attempt(() -> kafka.sendDeadLetter(record, String.valueOf(reason.getMessage())))) {
            return false;
        }
        metrics.deadLetter(partition);
        return true;
    }

    /** So that the offsets reach the end of a log that is at rest, where a last record may be followed by a marker. */
    private void passMarkers() {
        if (System.nanoTime() - lastWritten > AT_REST.toNanos()) {
            List<Move> moves = assignment.movesToPositions();
            if (!moves.isEmpty()) {
                commit(moves, List.of());
            }
        }
    }

    private void commit(List<Move> moves, List<T> contents) {
        if (attempt(() -> sink.write(moves, contents))) {
            assignment.moved(moves);
            lastWritten = System.nanoTime();
        }
    }

    /**
     * Does something, again and again if need be; false if meanwhile the partitions went, and with them what it was
     * good for.
     */
    private boolean attempt(Runnable action) {
        int generation = assignment.generation();
        boolean held = false;
        while (generation == assignment.generation()) {
            try {
                action.run();
                health.up();
                backoff.reset();
                if (held) {
                    log.info("{} goes on", name);
                    consumer.resume(consumer.assignment());
                }
                return true;
            } catch (UnwritableException | WakeupException | InterruptException e) {
                throw e;
            } catch (StaleOffsetsException e) {
                log.warn("{} reads anew from where the table says: {}", name, e.getMessage());
                assignment.unposition();
            } catch (RuntimeException e) {
                Duration pause = backoff.next();
                metrics.failure(name);
                health.down(e.getClass().getSimpleName());
                log.error("{} does not advance; next attempt in {}", name, pause, e);
                hold(pause);
                held = true;
            }
        }
        return false;
    }

    /** Stays in the group, which it would lose after max.poll.interval.ms, without reading more. */
    private void hold(Duration pause) {
        consumer.pause(consumer.assignment());
        consumer.poll(pause);
        try {
            // Without fetching, the consumer does not learn how the log grows meanwhile.
            consumer.endOffsets(assignment.partitions(), LAG_TIMEOUT)
                    .forEach((partition, end) -> metrics.lag(partition, end - assignment.next(partition)));
        } catch (TimeoutException e) {
            log.warn("the brokers do not tell the ends of the log: {}", e.getMessage());
        }
    }

    /** A consumer waits for a broker that is away without a word. */
    private void reportHeartbeat() {
        boolean silent = consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("last-heartbeat-seconds-ago"))
                .anyMatch(metric -> metric.metricValue() instanceof Double seconds && seconds > SILENCE_SECONDS);
        if (silent) {
            health.down("no broker answers");
        } else {
            health.up();
        }
    }

    private void reportLag() {
        for (TopicPartition partition : assignment.partitions()) {
            consumer.currentLag(partition)
                    .ifPresent(unread -> metrics.lag(
                            partition,
                            unread + Math.max(0, consumer.position(partition) - assignment.next(partition))));
        }
    }
}
