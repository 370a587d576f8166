package io.millrace.gateway.idempotency;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * A bounded number of platform threads for what may never come to its end. A thread that takes too long is written off
 * and another one takes its place, until too many are.
 */
@Component
final class BoundedThreads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BoundedThreads.class);
    private static final int MAX_STUCK = 8;
    private static final int MAX_WAITING = 1_000;

    private enum Stage {
        WAITING,
        RUNNING,
        DONE,
        GIVEN_UP
    }

    /** It ran, but for too long. */
    static final class TooLongException extends Exception {
        TooLongException() {
            super("it did not come to an end in time");
        }
    }

    private final class Task<T> extends FutureTask<T> {
        private final AtomicReference<Stage> state = new AtomicReference<>(Stage.WAITING);

        Task(Callable<T> work) {
            super(work);
        }

        @Override
        public void run() {
            if (state.compareAndSet(Stage.WAITING, Stage.RUNNING)) {
                super.run();
                if (!state.compareAndSet(Stage.RUNNING, Stage.DONE)) {
                    cameBack();
                }
            }
        }
    }

    private final int size = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final AtomicInteger stuck = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            size,
            size,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("expressions-", 1).daemon().factory());

    BoundedThreads(MeterRegistry meters) {
        Gauge.builder("millrace.gateway.stuck.threads", stuck, AtomicInteger::get)
                .description("threads that hang in the expressions of webhooks")
                .register(meters);
    }

    /**
     * What the work comes to; empty if there is no thread for it.
     *
     * @throws TooLongException if it takes longer than that
     * @throws ExecutionException if the work throws
     */
    <T> Optional<T> call(Callable<T> work, Duration atMost) throws TooLongException, ExecutionException {
        var task = new Task<>(work);
        try {
            threads.execute(task);
            return Optional.of(task.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (TimeoutException e) {
            Stage before = task.state.getAndSet(Stage.GIVEN_UP);
            if (before == Stage.WAITING) {
                return Optional.empty();
            }
            if (before == Stage.RUNNING) {
                wroteOff();
            }
            throw new TooLongException();
        }
    }

    /** Whether so many threads hang that nothing but a new process helps. */
    boolean areExhausted() {
        return stuck.get() > MAX_STUCK;
    }

    int stuck() {
        return stuck.get();
    }

    private synchronized void wroteOff() {
        log.warn("an expression takes too long; its thread is written off ({} so far)", stuck.incrementAndGet());
        resize();
    }

    private synchronized void cameBack() {
        stuck.decrementAndGet();
        resize();
    }

    private void resize() {
        int wanted = size + Math.min(stuck.get(), MAX_STUCK);
        if (wanted > threads.getCorePoolSize()) {
            threads.setMaximumPoolSize(wanted);
            threads.setCorePoolSize(wanted);
        } else {
            threads.setCorePoolSize(wanted);
            threads.setMaximumPoolSize(wanted);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
