package io.millrace.notifier.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.notifier.stream.Delivery.Reason;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The log in memory: what Kafka is to the stream, for tests. */
final class FakeLog implements History {
    static final int MAX_REPLAY = 1000;

    private static final EventRecords RECORDS = new EventRecords("test");

    final String epoch;
    final Lanes lanes;
    private final List<List<ConsumerRecord<byte[], byte[]>>> byLane = new ArrayList<>();
    private final long[] begin;

    FakeLog(String epoch, Lanes lanes) {
        this.epoch = epoch;
        this.lanes = lanes;
        this.begin = new long[lanes.count()];
        for (int lane = 0; lane < lanes.count(); lane++) {
            byLane.add(new ArrayList<>());
        }
    }

    /** Writes an event where it belongs. */
    void write(String topic, SpecificRecord event) {
        write(RECORDS.numbered(topic, event));
    }

    void write(ProducerRecord<byte[], byte[]> record) {
        int partition = record.partition();
        int lane = record.topic().equals(Topics.TRIGGERS) ? partition : lanes.triggers() + partition;
        append(lane, record.headers(), record.value());
    }

    /** Something that takes an offset and that nobody sees: a commit marker, an aborted record. */
    void writeInvisible(int lane) {
        append(lane, new RecordHeaders(), new byte[0]);
    }

    private void append(int lane, Headers headers, byte[] value) {
        var partition = lanes.partition(lane);
        byLane.get(lane)
                .add(new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        byLane.get(lane).size(),
                        0L,
                        TimestampType.CREATE_TIME,
                        0,
                        value.length,
                        new byte[0],
                        value,
                        headers,
                        Optional.empty()));
    }

    /** Retention: the log now begins here. */
    void forgetAll() {
        for (int lane = 0; lane < begin.length; lane++) {
            begin[lane] = byLane.get(lane).size();
        }
    }

    Position begin() {
        return new Position(epoch, lanes, begin);
    }

    Position end() {
        return new Position(epoch, lanes, byLane.stream().mapToLong(List::size).toArray());
    }

    /** What one reading from a lane gives. */
    List<ConsumerRecord<byte[], byte[]>> read(int lane, long from, long to) {
        return byLane.get(lane).subList((int) from, (int) to);
    }

    static List<StreamRecord> shown(int lane, List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .flatMap(record -> StreamRecord.of(lane, record, (damaged, reason) -> {}).stream())
                .toList();
    }

    /** Moves a random piece of the log into the window, each execution's trigger before its events. */
    void feed(Window window, RandomGenerator random) {
        Position live = window.live().orElseThrow();
        int lane = random.nextInt(lanes.count());
        if (lane >= lanes.triggers()) {
            for (int trigger = 0; trigger < lanes.triggers(); trigger++) {
                feed(window, live, trigger, byLane.get(trigger).size());
            }
        }
        long available = byLane.get(lane).size() - live.next(lane);
        feed(window, live, lane, live.next(lane) + (available == 0 ? 0 : random.nextLong(available + 1)));
    }

    /** Moves everything into the window. */
    void feedAll(Window window) {
        Position live = window.live().orElseThrow();
        for (int lane = 0; lane < lanes.count(); lane++) {
            feed(window, live, lane, byLane.get(lane).size());
        }
    }

    private void feed(Window window, Position live, int lane, long to) {
        if (to > live.next(lane)) {
            window.append(shown(lane, read(lane, live.next(lane), to)), Map.of(lane, to));
        }
    }

    @Override
    public Replay replay(String owner, Position from, Position to, Runnable wake) {
        if (!from.isAtLeast(begin())) {
            return impossible(Reason.EXPIRED);
        }
        if (!end().isAtLeast(from)) {
            return impossible(Reason.UNKNOWN);
        }
        return from.distanceTo(to) > MAX_REPLAY ? impossible(Reason.TOO_MUCH) : new FakeReplay(owner, from, to);
    }

    private static Replay impossible(Reason reason) {
        return new Replay() {
            @Override
            public Step next() {
                return new Step.Impossible(reason);
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }

    private final class FakeReplay implements Replay {
        private final String owner;
        private final Map<Integer, Long> next = new HashMap<>();
        private final Position target;
        private boolean closed;

        FakeReplay(String owner, Position from, Position to) {
            this.owner = owner;
            this.target = to.copy();
            for (int lane = 0; lane < lanes.count(); lane++) {
                if (from.next(lane) < to.next(lane)) {
                    next.put(lane, from.next(lane));
                }
            }
        }

        @Override
        public Step next() {
            assertThat(closed).isFalse();
            if (next.isEmpty()) {
                return new Step.Done();
            }
            int lane = next.keySet().stream().sorted().findFirst().orElseThrow();
            long from = next.getOrDefault(lane, 0L);
            if (from < begin[lane]) {
                return new Step.Impossible(Reason.EXPIRED);
            }
            long to = Math.min(from + 3, target.next(lane));
            if (to == target.next(lane)) {
                next.remove(lane);
            } else {
                next.put(lane, to);
            }
            return new Step.Records(shown(lane, read(lane, from, to)).stream()
                    .filter(record -> record.owner().equals(owner))
                    .toList());
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
