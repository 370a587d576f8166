package io.millrace.notifier.stream;

import java.util.List;
import java.util.Locale;

/** What a subscription has for its receiver. */
public sealed interface Delivery {
    /** The place in the log behind it, for this receiver. */
    String cursor();

    /** Something happened. */
    record Event(Message message, String cursor) implements Delivery {}

    /** What came before the cursor may be incomplete: the receiver reads the history anew; events go on from here. */
    record Reload(Reason reason, String cursor) implements Delivery {}

    /** Why events cannot be told one by one. */
    enum Reason {
        /** The cursor is of another cluster, or of topics that were deleted since. */
        EPOCH,
        /** The log no longer holds what comes after the cursor. */
        EXPIRED,
        /** The log never held what comes before the cursor. */
        UNKNOWN,
        /** More has happened since than is told one by one. */
        TOO_MUCH,
        /** The receiver read too slowly. */
        TOO_SLOW;

        /** As messages spell it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Several in their order.
     *
     * @param more whether there may be more at once; otherwise the receiver is woken when there is
     * @param live whether the receiver had been given everything before these
     */
    record Batch(List<Delivery> deliveries, boolean more, boolean live) {}
}
