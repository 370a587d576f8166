package io.millrace.gateway.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether records come so fast that it pays to let each wait a little for others: a request costs the broker and the
 * producer as much as a score of records. Safe for any number of threads.
 */
final class Pace {
    private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(50);
    /** In a window; 400 a second, of which two or three come while one waits. */
    private static final int FAST = 20;

    private final LongSupplier nanoTime;
    private long begin;
    private int count;
    private boolean fast;

    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
    }

    /** Counts a record; whether those of the last window came fast. */
    synchronized boolean isFast() {
        long now = nanoTime.getAsLong();
        if (now - begin >= WINDOW) {
            fast = now - begin < 2 * WINDOW && count >= FAST;
            begin = now;
            count = 0;
        }
        count++;
        return fast;
    }
}
