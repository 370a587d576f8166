package io.millrace.notifier.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One piece of the log, read from Kafka: first what is left of the triggers, then of the events. */
final class KafkaScan implements History.Scan {
    private static final Duration POLL = Duration.ofMillis(100);

    private final LogConsumer consumer;
    private final long deadlineNanos;
    private final Runnable whenClosed;
    private @Nullable Position position;
    private @Nullable Position target;
    private boolean triggersDone;
    private List<TopicPartition> reading = List.of();

    KafkaScan(LogConsumer consumer, long deadlineNanos, Runnable whenClosed) {
        this.consumer = consumer;
        this.deadlineNanos = deadlineNanos;
        this.whenClosed = whenClosed;
    }

    @Override
    public History.Bounds bounds(String epoch, Lanes lanes) {
        return consumer.bounds(epoch, lanes);
    }

    @Override
    public void begin(Position from, Position to) {
        position = from.copy();
        target = to.copy();
        assign(IntStream.range(0, to.lanes().triggers()));
    }

    private void assign(IntStream lanes) {
        var left = lanes.filter(this::isLeft).boxed().toList();
        consumer.assign(left, requireNonNull(position));
        reading = left.stream().map(requireNonNull(target).lanes()::partition).toList();
    }

    private boolean isLeft(int lane) {
        return requireNonNull(position).next(lane) < requireNonNull(target).next(lane);
    }

    @Override
    public Optional<List<StreamRecord>> next() {
        Position end = requireNonNull(target);
        Lanes lanes = end.lanes();
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
                requireNonNull(position).advance(lanes.of(partition), consumer.position(partition));
            }
            // What lies behind the target is told later, in the order of all lanes.
            var records = consumer.shown(polled, lanes, reading).stream()
                    .filter(record -> record.offset() < end.next(record.lane()))
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

    @Override
    public boolean isDone() {
        return requireNonNull(position).isAtLeast(requireNonNull(target));
    }

    @Override
    public boolean isOverdue() {
        return System.nanoTime() > deadlineNanos;
    }

    @Override
    public void close() {
        consumer.close();
        whenClosed.run();
    }
}
