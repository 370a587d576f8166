package io.millrace.gateway.admission;

import java.util.concurrent.Semaphore;

/**
 * A budget of memory for the requests that are under way. Threads are cheap and wait in any number, what they hold is
 * not: without a bound, a burst that Kafka cannot keep up with would end the process.
 */
final class Admission {
    private static final int UNIT = 1024;

    /** What a request takes beside its body: Tomcat's buffers for it, the thread's stack, its headers. */
    static final int BASE_BYTES = 96 * UNIT;

    private static final int BASE = BASE_BYTES / UNIT;

    /** A body is there as bytes, as decoded text, in the trigger, and in the record while it grows. */
    private static final int COPIES = 6;

    private final int budget;
    private final Semaphore free;

    /** With a budget in bytes. */
    Admission(long bytes) {
        this.budget = Math.toIntExact(Math.min(bytes / UNIT, Integer.MAX_VALUE));
        this.free = new Semaphore(budget);
    }

    /**
     * Takes what a request with a body of this length needs, or nothing.
     *
     * @return what was taken, to be given back; 0 if there is not enough left
     */
    int take(long bodyLength) {
        // One that needs more than all there is waits for nothing: it may have all, if it is alone.
        int needed = (int) Math.min(budget, BASE + bodyLength * COPIES / UNIT);
        return free.tryAcquire(needed) ? needed : 0;
    }

    void giveBack(int taken) {
        free.release(taken);
    }

    /** How much of the budget is taken, 0 to 1. */
    double used() {
        return 1 - (double) free.availablePermits() / budget;
    }
}
