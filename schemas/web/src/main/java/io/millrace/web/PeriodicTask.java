package io.millrace.web;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Does something again and again, on a thread of its own, until it is stopped; also after it failed. */
public abstract class PeriodicTask implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(PeriodicTask.class);

    private final Thread.Builder threads;
    private final Duration period;
    private Optional<Thread> thread = Optional.empty();

    /**
     * Not running yet.
     *
     * @param threads makes the thread
     * @param period how long it rests after each time
     */
    protected PeriodicTask(Thread.Builder threads, Duration period) {
        this.threads = threads;
        this.period = period;
    }

    /** Does it once; what it throws besides is logged. */
    protected abstract void runOnce() throws InterruptedException;

    @Override
    public final synchronized void start() {
        thread = Optional.of(threads.start(this::run));
    }

    @Override
    public final synchronized void stop() {
        thread.ifPresent(Thread::interrupt);
        thread = Optional.empty();
    }

    @Override
    public final synchronized boolean isRunning() {
        return thread.isPresent();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                tryOnce();
                Thread.sleep(period);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it was stopped
        }
    }

    private void tryOnce() throws InterruptedException {
        try {
            runOnce();
        } catch (RuntimeException | Error e) {
            log.error("{} failed, and tries again after {}", getClass().getName(), period, e);
        }
    }
}
