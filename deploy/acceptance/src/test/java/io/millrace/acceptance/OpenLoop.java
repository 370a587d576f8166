package io.millrace.acceptance;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** A load that comes at its own pace, whatever becomes of it: each call has its time. */
final class OpenLoop implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread pacer;
    private volatile boolean stopped;

    /**
     * Begins to call.
     *
     * @param perSecond how many calls
     * @param call takes the time that it was meant for, by {@link System#nanoTime}
     */
    OpenLoop(int perSecond, LongConsumer call) {
        this(perSecond, Integer.MAX_VALUE, call);
    }

    /** Begins to call so many times at most. */
    OpenLoop(int perSecond, int count, LongConsumer call) {
        this.pacer = Thread.ofPlatform().name("pacer").start(() -> {
            long start = System.nanoTime();
            for (int i = 0; i < count && !stopped; i++) {
                long due = start + TimeUnit.SECONDS.toNanos(i) / perSecond;
                parkUntil(due, () -> stopped);
                threads.execute(() -> call.accept(due));
            }
        });
    }

    private static void parkUntil(long due, BooleanSupplier stopped) {
        for (long left = due - System.nanoTime(); left > 0 && !stopped.getAsBoolean(); left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Waits until all calls have been made and answered. */
    void await() {
        try {
            pacer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.close();
    }

    /** Calls no more, and waits for the answers that are out. */
    @Override
    public void close() {
        stopped = true;
        await();
    }
}
