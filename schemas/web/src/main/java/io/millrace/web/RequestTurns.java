package io.millrace.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A virtual thread for each request, of which a bounded number has its turn at a time: it is only then that Tomcat
 * gives a request its buffers. Without the bound, thousands of connections that all send at once would fill the heap
 * before the first filter sees one of them.
 */
public final class RequestTurns implements Executor {
    /** About what Tomcat's buffers for the headers and the body of a request and its answer take, in bytes. */
    public static final int BUFFER_BYTES = 64 * 1024;

    private static final ScopedValue<Turn> TURN = ScopedValue.newInstance();

    private final ThreadFactory threads = Thread.ofVirtual().name("request-", 1).factory();
    private final Semaphore turns;
    private final int atOnce;

    /** One request's turn, which ends once. */
    private record Turn(Semaphore turns, AtomicBoolean held) {
        void end() {
            if (held.getAndSet(false)) {
                turns.release();
            }
        }
    }

    /** With the number of requests that have their turn at the same time, at most. */
    public RequestTurns(int atOnce, MeterRegistry meters) {
        this.atOnce = atOnce;
        this.turns = new Semaphore(atOnce, true);
        Gauge.builder("millrace.requests.waiting", turns, Semaphore::getQueueLength)
                .description("requests that wait for their turn, before anything was read of them")
                .register(meters);
    }

    /** How many requests have their turn at the same time, at most. */
    public int atOnce() {
        return atOnce;
    }

    /**
     * Ends the turn of the request that this thread serves before the request, which is counted otherwise from now on.
     */
    public static void endTurn() {
        if (TURN.isBound()) {
            TURN.get().end();
        }
    }

    @Override
    public void execute(Runnable request) {
        threads.newThread(() -> {
                    turns.acquireUninterruptibly();
                    var turn = new Turn(turns, new AtomicBoolean(true));
                    try {
                        ScopedValue.where(TURN, turn).run(request);
                    } finally {
                        turn.end();
                    }
                })
                .start();
    }
}
