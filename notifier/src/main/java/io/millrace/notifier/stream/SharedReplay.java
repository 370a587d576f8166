package io.millrace.notifier.stream;

import static java.util.stream.Collectors.groupingBy;

import io.millrace.notifier.stream.Delivery.Reason;
import io.millrace.notifier.stream.History.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Reads a piece of the log once for all receivers that have a seat. Belongs to one thread. */
final class SharedReplay {
    private static final Duration BREATH = Duration.ofMillis(20);
    private static final Duration IDLE = Duration.ofMillis(500);

    private final List<Seat> seats;
    private final LogConsumer consumer;
    private final Limits limits;

    /**
     * What it may take.
     *
     * @param records how far a receiver may be behind
     * @param bytes about how much of memory what was read and not yet taken may use
     * @param time after which who is not done must reload
     */
    record Limits(long records, long bytes, Duration time) {}

    SharedReplay(List<Seat> seats, LogConsumer consumer, Limits limits) {
        this.seats = new ArrayList<>(seats);
        this.consumer = consumer;
        this.limits = limits;
    }

    /** Whether two receivers can share: together they are not much farther behind than each may be. */
    static boolean fit(Position from, Position to, Seat more, long records) {
        return more.from().isInSameLog(from) && from.lowest(more.from()).distanceTo(to.highest(more.to())) <= records;
    }

    void run() {
        Position any = seats.getFirst().from();
        turnAway(consumer.bounds(any.epoch(), any.lanes()));
        if (seats.isEmpty()) {
            return;
        }
        Position from = seats.stream().map(Seat::from).reduce(Position::lowest).orElse(any);
        Position to = seats.stream().map(Seat::to).reduce(Position::highest).orElse(any);
        long deadline = System.nanoTime() + limits.time().toNanos();
        var scan = new KafkaScan(consumer, from, to);
        while (!seats.isEmpty()) {
            Optional<List<StreamRecord>> records = scan.next();
            if (records.isEmpty()) {
                endAll(new Step.Impossible(Reason.EXPIRED));
                return;
            }
            handOver(records.get());
            leave(scan.position(), scan.isDone());
            makeRoom(deadline);
            if (System.nanoTime() > deadline) {
                endAll(new Step.Impossible(Reason.TOO_MUCH));
            }
        }
    }

    private void turnAway(History.Bounds bounds) {
        seats.removeIf(seat -> {
            Optional<Reason> reason = refusal(seat, bounds);
            reason.ifPresent(there -> seat.end(new Step.Impossible(there)));
            return reason.isPresent() || seat.isClosed();
        });
    }

    private Optional<Reason> refusal(Seat seat, History.Bounds bounds) {
        if (!seat.from().isAtLeast(bounds.begin())) {
            return Optional.of(Reason.EXPIRED);
        }
        if (!bounds.end().isAtLeast(seat.from())) {
            return Optional.of(Reason.UNKNOWN);
        }
        return seat.from().distanceTo(seat.to()) > limits.records() ? Optional.of(Reason.TOO_MUCH) : Optional.empty();
    }

    private void handOver(List<StreamRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        Map<String, List<Seat>> byOwner = seats.stream().collect(groupingBy(Seat::owner));
        var forSeats = new HashMap<Seat, List<StreamRecord>>();
        for (StreamRecord record : records) {
            for (Seat seat : byOwner.getOrDefault(record.owner(), List.of())) {
                if (seat.wants(record)) {
                    forSeats.computeIfAbsent(seat, one -> new ArrayList<>()).add(record);
                }
            }
        }
        forSeats.forEach(Seat::offer);
    }

    private void leave(Position reached, boolean done) {
        seats.removeIf(seat -> {
            boolean served = done || reached.isAtLeast(seat.to());
            if (served) {
                seat.end(new Step.Done());
            }
            return served || seat.isClosed();
        });
    }

    /** Waits for receivers to take what they have; those that take nothing give up their seats. */
    private void makeRoom(long deadline) {
        while (seats.stream().mapToLong(Seat::bytes).sum() > limits.bytes() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BREATH.toNanos());
            seats.removeIf(seat -> seat.interruptIfIdle(IDLE.toNanos()));
        }
    }

    void endAll(Step last) {
        seats.forEach(seat -> seat.end(last));
        seats.clear();
    }

    /** Those who have not been served. */
    List<Seat> left() {
        return seats;
    }
}
