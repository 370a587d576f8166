package io.millrace.notifier.stream;

import io.millrace.schemas.stream.Cursor;
import java.util.Optional;

/** The entry to the log's messages: makes subscriptions. */
public final class EventStream {
    private final Sources sources;

    /** What subscriptions read from. */
    record Sources(
            Window window, History history, MessageEncoder encoder, DeadLetterBox deadLetters, StreamMetrics metrics) {}

    EventStream(Sources sources) {
        this.sources = sources;
    }

    /** Whether the log has been reached, so that subscribing is possible. */
    public boolean isReady() {
        return sources.window().isOpen();
    }

    /**
     * Subscribes.
     *
     * @param after the place from which to go on; now if empty
     * @param wake called by any thread when polling may give something; must not block
     * @throws IllegalStateException before the stream {@linkplain #isReady is ready}
     */
    public Subscription subscribe(Filter filter, Optional<Cursor> after, Runnable wake) {
        Position live = sources.window().expect(filter.owner());
        if (after.isEmpty()) {
            return Subscription.live(filter, sources, wake, live);
        }
        if (!after.get().epoch().equals(live.epoch())) {
            return Subscription.reload(filter, sources, wake, live, Delivery.Reason.EPOCH);
        }
        return Position.of(after.get(), live.lanes())
                .map(position -> Subscription.resume(filter, sources, wake, position))
                .orElseGet(() -> Subscription.reload(filter, sources, wake, live, Delivery.Reason.UNKNOWN));
    }
}
