package io.millrace.notifier.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.notifier.stream.History.Step;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class SeatTest {
    private static final long NEVER = Long.MAX_VALUE;

    private final FakeLog log = new FakeLog("epoch", new Lanes(1, 1));
    private final AtomicInteger wakes = new AtomicInteger();

    @Test
    void givesInPiecesWhatWasHandedOver() {
        Seat seat = seat(100);
        assertThat(seat.next()).isEqualTo(new Step.Pending());
        List<StreamRecord> records = records(100);
        seat.offer(records);
        seat.end(new Step.Done());

        assertThat(wakes).hasValue(2);
        assertThat(seat.bytes()).isPositive();
        var given = new ArrayList<StreamRecord>();
        while (seat.next() instanceof Step.Records(var piece)) {
            assertThat(piece).hasSizeLessThanOrEqualTo(64);
            given.addAll(piece);
        }
        assertThat(given).isEqualTo(records);
        assertThat(seat.bytes()).isZero();
        assertThat(seat.next()).isEqualTo(new Step.Done());
    }

    @Test
    void wantsWhatLiesBetweenItsPlaces() {
        List<StreamRecord> records = records(4);
        var seat = new Seat("ann", at(1), at(3), wakes::incrementAndGet);
        assertThat(records.stream().filter(seat::wants)).containsExactly(records.get(1), records.get(2));
    }

    @Test
    void whoeverTakesNothingLosesItAndHoldsNothing() {
        Seat seat = seat(200);
        assertThat(seat.interruptIfIdle(0)).as("nothing to take").isFalse();
        seat.offer(records(200));
        assertThat(seat.interruptIfIdle(NEVER)).isFalse();
        seat.next();
        assertThat(seat.interruptIfIdle(0)).isTrue();
        assertThat(seat.bytes()).isZero();
        assertThat(seat.next()).isEqualTo(new Step.Interrupted());
    }

    @Test
    void aFailureIsTold() {
        Seat seat = seat(1);
        seat.fail(new KafkaException("away"));
        assertThatExceptionOfType(KafkaException.class).isThrownBy(seat::next).withStackTraceContaining("away");
    }

    @Test
    void whoeverIsGoneIsHandedNothing() {
        Seat seat = seat(1);
        seat.close();
        seat.offer(records(1));
        assertThat(seat.bytes()).isZero();
        assertThat(wakes).hasValue(0);
    }

    private Seat seat(int to) {
        return new Seat("ann", at(0), at(to), wakes::incrementAndGet);
    }

    private Position at(long trigger) {
        return new Position(log.epoch, log.lanes, new long[] {trigger, 0});
    }

    private List<StreamRecord> records(int count) {
        for (int i = 0; i < count; i++) {
            log.write(Topics.TRIGGERS, Events.of("ann", "orders", 0).triggered());
        }
        return FakeLog.shown(0, log.read(0, 0, count));
    }
}
