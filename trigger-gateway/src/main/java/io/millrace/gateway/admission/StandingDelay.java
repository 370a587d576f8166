package io.millrace.gateway.admission;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;

/**
 * How long new work waits for a processor before its first line runs. A gateway that is short of processor time cannot
 * see that in the requests that run, so it sends a probe the same way, again and again. A burst lets the delay rise and
 * fall again; what does not fall within a while stands, and is more than can be worked off (after Nichols and Jacobson,
 * "Controlling Queue Delay", 2012).
 */
final class StandingDelay {
    /** Ticks, of which the least delay is the one that stands. */
    static final int WINDOW = 10;

    private final Executor executor;
    private final long[] delays = new long[WINDOW];
    private int ticks;
    private Probe probe = new Probe();
    private volatile long standing;

    private static final class Probe implements Runnable {
        private final long sent = System.nanoTime();
        private volatile boolean ran;
        private long waited;

        @Override
        public void run() {
            waited = System.nanoTime() - sent;
            ran = true;
        }

        /** Of one that still waits: so far. */
        long delay() {
            return ran ? waited : System.nanoTime() - sent;
        }
    }

    /** With what new work is given to. */
    StandingDelay(Executor executor) {
        this.executor = executor;
        probe.run();
    }

    /** What all work waited at least, lately. */
    Duration get() {
        return Duration.ofNanos(standing);
    }

    /** Looks after the last probe and sends another one if it has run; by one thread, at a steady pace. */
    void tick() {
        delays[ticks++ % WINDOW] = probe.delay();
        if (probe.ran) {
            probe = new Probe();
            executor.execute(probe);
        }
        standing = Arrays.stream(delays).min().orElseThrow();
    }
}
