package io.millrace.notifier.stream;

import java.util.List;
import java.util.Optional;

/** The log behind the window. */
interface History {
    /**
     * Begins to look into the log.
     *
     * @return empty if too many are reading already; worth another try at once, having waited a little
     */
    Optional<Scan> open() throws InterruptedException;

    /**
     * Where the log begins and ends.
     *
     * @param begin the offsets of the first records that it holds
     * @param end the offsets behind the last ones
     */
    record Bounds(Position begin, Position end) {}

    /** A piece of the log being read; triggers first, so that no event is seen before its execution's trigger. */
    interface Scan extends AutoCloseable {
        Bounds bounds(String epoch, Lanes lanes);

        /** Begins to read what lies between two places. */
        void begin(Position from, Position to);

        /** The next records in order, waited for a little; empty if the log no longer holds them. */
        Optional<List<StreamRecord>> next();

        /** Whether all has been read. */
        boolean isDone();

        /** Whether it takes so long that others should have its place. */
        boolean isOverdue();

        @Override
        void close();
    }
}
