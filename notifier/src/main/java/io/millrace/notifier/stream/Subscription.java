package io.millrace.notifier.stream;

import io.millrace.notifier.stream.Delivery.Batch;
import io.millrace.notifier.stream.Delivery.Reason;
import io.millrace.notifier.stream.Delivery.Reload;
import io.millrace.notifier.stream.History.Replay;
import io.millrace.notifier.stream.History.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One receiver's way through the log: from its cursor through Kafka if need be, then through the window, then live.
 * Belongs to one thread. Its position says what the receiver has been given; all else only makes finding the next
 * record cheap, so nothing is told twice and nothing is left out wherever the records come from.
 */
public final class Subscription implements AutoCloseable {
    private static final int BATCH = 64;

    private final Filter filter;
    private final Window window;
    private final History history;
    private final MessageEncoder encoder;
    private final DeadLetterBox deadLetters;
    private final StreamMetrics metrics;
    /** An object of its own even where several subscriptions wake the same receiver. */
    private final Runnable follower;

    private Position position;
    private @Nullable Reason reload;
    private boolean resuming;
    private boolean withinLog;
    private boolean caughtUp;
    private OptionalLong number = OptionalLong.empty();
    private @Nullable Replay replay;
    /** Where the replay ends. */
    private Position replayed;

    private Subscription(
            Filter filter,
            EventStream.Sources sources,
            Runnable wake,
            Position position,
            boolean resuming,
            @Nullable Reason reload) {
        this.filter = filter;
        this.window = sources.window();
        this.history = sources.history();
        this.encoder = sources.encoder();
        this.deadLetters = sources.deadLetters();
        this.metrics = sources.metrics();
        this.follower = () -> wake.run();
        this.position = position;
        this.replayed = position;
        this.resuming = resuming;
        this.reload = reload;
    }

    /** From now on. */
    static Subscription live(Filter filter, EventStream.Sources sources, Runnable wake, Position live) {
        return new Subscription(filter, sources, wake, live, false, null);
    }

    /** From a place on. */
    static Subscription resume(Filter filter, EventStream.Sources sources, Runnable wake, Position from) {
        return new Subscription(filter, sources, wake, from, true, null);
    }

    /** From now on, because going on from where the receiver was is not possible. */
    static Subscription reload(
            Filter filter, EventStream.Sources sources, Runnable wake, Position live, Reason reason) {
        return new Subscription(filter, sources, wake, live, false, reason);
    }

    /** The place up to which the receiver has been given everything. */
    public String cursor() {
        return position.encode();
    }

    /**
     * What the receiver is to be given next; does not wait.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer; trying again later may help
     */
    public Batch poll() {
        if (reload != null) {
            Reason reason = reload;
            reload = null;
            return reloaded(reason, position);
        }
        if (replay != null) {
            return replayed(replay);
        }
        if (number.isEmpty()) {
            number = ifWithinLog(window.follow(filter.owner(), position, follower));
            if (number.isEmpty()) {
                return replay();
            }
            if (resuming) {
                resuming = false;
                metrics.resumedFromWindow();
            }
        }
        return window.read(filter, position, number.getAsLong(), BATCH)
                .map(this::told)
                .orElseGet(() -> missed(window.live().orElseThrow()));
    }

    private Batch told(Window.Slice slice) {
        number = OptionalLong.of(slice.next());
        if (slice.end().isEmpty()) {
            return new Batch(tell(slice.records()), true, false);
        }
        Position end = slice.end().get();
        int last = Math.max(0, slice.records().size() - 1);
        List<Delivery> events = tell(slice.records().subList(0, last));
        // Behind the last one everything has been told: a later place, and mostly one that is encoded already.
        position.advance(end);
        String cursor = position.isSame(end) ? slice.endCursor() : position.encode();
        for (StreamRecord record : slice.records().subList(last, slice.records().size())) {
            message(record).ifPresent(message -> events.add(new Delivery.Event(message, cursor)));
        }
        boolean wasCaughtUp = caughtUp;
        caughtUp = true;
        return new Batch(events, false, wasCaughtUp);
    }

    private List<Delivery> tell(List<StreamRecord> records) {
        var events = new ArrayList<Delivery>(records.size() + 1);
        for (StreamRecord record : records) {
            position.advance(record.lane(), record.offset() + 1);
            message(record).ifPresent(message -> events.add(new Delivery.Event(message, position.encode())));
        }
        return events;
    }

    private Optional<Message> message(StreamRecord record) {
        return record.message(encoder, deadLetters);
    }

    private Batch missed(Position live) {
        boolean sameLog = position.isInSameLog(live);
        return reloaded(sameLog ? Reason.TOO_SLOW : Reason.EPOCH, live);
    }

    /** A place that another instance has reached and this one has not is fine, but only if the log reaches that far. */
    private OptionalLong ifWithinLog(OptionalLong found) {
        return withinLog || window.live().orElseThrow().isAtLeast(position) ? found : OptionalLong.empty();
    }

    private Batch replay() {
        Position live = window.live().orElseThrow();
        if (!position.isInSameLog(live)) {
            return reloaded(Reason.EPOCH, live);
        }
        replayed = live;
        replay = history.replay(filter.owner(), position, live, follower);
        return new Batch(List.of(), true, false);
    }

    private Batch replayed(Replay current) {
        return switch (current.next()) {
            case Step.Pending() -> new Batch(List.of(), false, false);
            case Step.Records(var records) -> {
                resumed();
                yield new Batch(tell(records.stream().filter(filter::matches).toList()), true, false);
            }
            case Step.Done() -> {
                resumed();
                withinLog = true;
                position.advance(replayed);
                endReplay();
                yield new Batch(List.of(), true, false);
            }
            case Step.Interrupted() -> {
                metrics.interrupted();
                endReplay();
                yield new Batch(List.of(), true, false);
            }
            case Step.Impossible(var reason) -> reloaded(reason, window.live().orElseThrow());
        };
    }

    private void resumed() {
        if (resuming) {
            resuming = false;
            metrics.resumedFromLog();
        }
    }

    private Batch reloaded(Reason reason, Position from) {
        metrics.reloaded(reason);
        close();
        position = from.copy();
        number = OptionalLong.empty();
        resuming = false;
        caughtUp = false;
        return new Batch(List.of(new Reload(reason, position.encode())), true, false);
    }

    private void endReplay() {
        if (replay != null) {
            replay.close();
            replay = null;
        }
    }

    @Override
    public void close() {
        endReplay();
        window.unfollow(filter.owner(), follower);
    }
}
