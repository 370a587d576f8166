package io.millrace.worker.loop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that decisions are made on. Platform threads, because an expression that runs away would hold up a
 * virtual thread's carrier and with it every slow node. A thread that is stuck is written off and replaced; when too
 * many are, nothing but a new process gets their processors back.
 */
final class DecisionPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DecisionPool.class);
    private static final int MAX_STUCK = 8;

    private final BlockingQueue<DecisionTask> tasks = new LinkedBlockingQueue<>();
    private final AtomicInteger stuck = new AtomicInteger();
    private final AtomicInteger names = new AtomicInteger();
    private final Runnable tooManyStuck;
    private volatile boolean closed;

    /** @param tooManyStuck called when the process had better be replaced */
    DecisionPool(int threads, Runnable tooManyStuck) {
        this.tooManyStuck = tooManyStuck;
        for (int i = 0; i < threads; i++) {
            startThread();
        }
    }

    void submit(DecisionTask task) {
        tasks.add(task);
    }

    /** The thread that runs an abandoned task is written off until it comes back. */
    void replaceThread() {
        int now = stuck.incrementAndGet();
        log.warn("an expression takes too long; its thread is written off ({} of at most {})", now, MAX_STUCK);
        if (now > MAX_STUCK) {
            log.error("{} threads are stuck in expressions: this process has to be replaced", now);
            tooManyStuck.run();
            return;
        }
        startThread();
    }

    /** How many threads are written off. */
    int stuckThreads() {
        return stuck.get();
    }

    private void startThread() {
        Thread.ofPlatform()
                .name("decisions-" + names.incrementAndGet())
                .daemon()
                .start(this::work);
    }

    private void work() {
        try {
            while (!closed) {
                DecisionTask task = tasks.take();
                try {
                    task.run();
                } finally {
                    if (task.isAbandoned()) {
                        stuck.decrementAndGet(); // another thread has taken its place
                    }
                }
                if (task.isAbandoned()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true; // daemon threads; an idle one ends with the process
    }
}
