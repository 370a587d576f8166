package io.millrace.notifier.stream;

import io.millrace.notifier.stream.LogConsumer.Polled;
import io.millrace.schemas.codec.EventHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Takes what is written from Kafka into the window. An execution's first event goes there only when all triggers that
 * were written before it have gone there: so its trigger comes first for every receiver, whatever cursor it resumes at.
 */
final class Following {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** After a poll that brought something, for more to come: a poll costs far more than a record. */
    private static final Duration GATHER = Duration.ofMillis(3);
    /** The same under load, when nearly each poll asks where the triggers end as well. */
    private static final Duration GATHER_BUSY = Duration.ofMillis(25);
    /** Records in a poll, from which on it is load. */
    private static final int BUSY = 50;

    private final LogConsumer consumer;
    private final Lanes lanes;
    private final Window window;
    private final List<TopicPartition> triggers;
    private final List<TopicPartition> events;

    Following(LogConsumer consumer, Lanes lanes, Window window) {
        this.consumer = consumer;
        this.lanes = lanes;
        this.window = window;
        this.triggers = lanes.triggerPartitions();
        this.events = lanes.eventPartitions();
    }

    /** How many records are still to be read, at most. */
    long behind() {
        long behind = 0;
        for (var end : consumer.ends(lanes.partitions()).entrySet()) {
            behind += Math.max(0, end.getValue() - consumer.position(end.getKey()));
        }
        return behind;
    }

    /** Follows until it has read all that was there when it was asked to. */
    void catchUp(BooleanSupplier stop) {
        Map<TopicPartition, Long> ends = consumer.ends(lanes.partitions());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())
                && !stop.getAsBoolean()) {
            follow(Duration.ofMillis(1), stop);
        }
    }

    void follow(Duration time, BooleanSupplier stop) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until && !stop.getAsBoolean()) {
            Polled polled = consumer.poll(lanes, POLL);
            append(polled, triggers);
            if (hasFirstEvent(polled)) {
                catchUpWithTriggers();
            }
            append(polled, events);
            int read = polled.records().count();
            if (read > 0) {
                LockSupport.parkNanos((read < BUSY ? GATHER : GATHER_BUSY).toNanos());
            }
        }
    }

    private boolean hasFirstEvent(Polled polled) {
        for (TopicPartition partition : events) {
            for (ConsumerRecord<byte[], byte[]> record : polled.records().records(partition)) {
                if (EventHeaders.sequence(record.headers()) == 1) {
                    return true;
                }
            }
        }
        return false;
    }

    private void catchUpWithTriggers() {
        Map<TopicPartition, Long> ends = consumer.ends(triggers);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        consumer.pause(events);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the triggers up to " + ends + " were not read in " + PATIENCE);
            }
            append(consumer.poll(lanes, Duration.ofMillis(20)), triggers);
        }
        consumer.resume(events);
    }

    private void append(Polled polled, List<TopicPartition> partitions) {
        var reached = new HashMap<Integer, Long>();
        for (TopicPartition partition : partitions) {
            int lane = lanes.of(partition);
            Long next = polled.reached().get(lane);
            if (next != null) {
                reached.put(lane, next);
            }
        }
        if (!reached.isEmpty()) {
            window.append(consumer.shown(polled, lanes, partitions), reached);
        }
    }
}
