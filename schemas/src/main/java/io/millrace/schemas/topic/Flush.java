package io.millrace.schemas.topic;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets what a producer holds go without waiting for company, on a thread of its own: a flush ends when everything under
 * way has ended, that of a partition without a leader included, and nobody is to wait for another's record. While one
 * lasts, the producer holds nothing back. Safe for any number of threads.
 */
public final class Flush implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Flush.class);

    private final Runnable flush;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("flush").daemon().factory());

    /** @param flush the producer's */
    public Flush(Runnable flush) {
        this.flush = flush;
    }

    /** Returns at once. */
    public void soon() {
        if (!wanted.getAndSet(true)) {
            thread.execute(this::run);
        }
    }

    private void run() {
        wanted.set(false); // first: who comes from now on may be too late for this one
        try {
            flush.run();
        } catch (InterruptException e) {
            log.debug("closed while it waited", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
