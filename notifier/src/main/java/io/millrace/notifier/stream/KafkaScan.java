package io.millrace.notifier.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;

/** One piece of the log being read from Kafka: first what is left of the triggers, then of the events. */
final class KafkaScan {
    private static final Duration POLL = Duration.ofMillis(100);

    private final LogConsumer consumer;
    private final Position position;
    private final Position target;
    private boolean triggersDone;
    private List<TopicPartition> reading = List.of();

    /** Begins to read what lies between two places. */
    KafkaScan(LogConsumer consumer, Position from, Position to) {
        this.consumer = consumer;
        this.position = from.copy();
        this.target = to.copy();
        assign(IntStream.range(0, to.lanes().triggers()));
    }

    private void assign(IntStream lanes) {
        var left = lanes.filter(this::isLeft).boxed().toList();
        consumer.assign(left, position);
        reading = left.stream().map(target.lanes()::partition).toList();
    }

    private boolean isLeft(int lane) {
        return position.next(lane) < target.next(lane);
    }

    /** The next records in order, waited for a little; empty if the log no longer holds them. */
    Optional<List<StreamRecord>> next() {
        Lanes lanes = target.lanes();
        if (reading.isEmpty() && !triggersDone) {
            triggersDone = true;
            assign(IntStream.range(lanes.triggers(), lanes.count()));
        }
        if (reading.isEmpty()) {
            return Optional.of(List.of());
        }
        try {
            var polled = consumer.poll(lanes, POLL);
            for (TopicPartition partition : reading) {
                position.advance(lanes.of(partition), consumer.position(partition));
            }
            // What lies behind the target is told later, in the order of all lanes.
            var records = consumer.shown(polled, lanes, reading).stream()
                    .filter(record -> record.offset() < target.next(record.lane()))
                    .toList();
            consumer.pause(reading.stream()
                    .filter(partition -> !isLeft(lanes.of(partition)))
                    .toList());
            reading = reading.stream()
                    .filter(partition -> isLeft(lanes.of(partition)))
                    .toList();
            return Optional.of(records);
        } catch (InvalidOffsetException expired) {
            return Optional.empty();
        }
    }

    /** How far all has been read. */
    Position position() {
        return position;
    }

    /** Whether all has been read. */
    boolean isDone() {
        return position.isAtLeast(target);
    }
}
