package io.millrace.recorder.finished;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Wakes requests that wait for an execution's end when it has been recorded. Thread-safe. */
@Component
public final class FinishedExecutions {
    private final ConcurrentHashMap<UUID, Set<Waiter>> waiting = new ConcurrentHashMap<>();

    /** One request that waits for one execution; to be made before the request looks, so that no end is missed. */
    public final class Waiter implements AutoCloseable {
        private final UUID id;
        private final Semaphore woken = new Semaphore(0);

        private Waiter(UUID id) {
            this.id = id;
        }

        /** Returns when the end was recorded, or when the time is over. */
        public void await(Duration time) throws InterruptedException {
            if (woken.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
                woken.drainPermits();
            }
        }

        @Override
        public void close() {
            waiting.computeIfPresent(id, (key, waiters) -> {
                waiters.remove(this);
                return waiters.isEmpty() ? null : waiters;
            });
        }
    }

    /** Begins to listen for the execution's end. */
    public Waiter waiter(UUID id) {
        var waiter = new Waiter(id);
        waiting.compute(id, (key, waiters) -> {
            Set<Waiter> all = waiters == null ? ConcurrentHashMap.newKeySet() : waiters;
            all.add(waiter);
            return all;
        });
        return waiter;
    }

    /** The executions whose end is waited for, as they are now. */
    public Set<UUID> waitedFor() {
        return Set.copyOf(waiting.keySet());
    }

    /** Tells that these executions have ended and that their rows can be read. */
    public void announce(Collection<UUID> ids) {
        if (waiting.isEmpty()) {
            return;
        }
        for (UUID id : ids) {
            Set<Waiter> waiters = waiting.get(id);
            if (waiters != null) {
                waiters.forEach(waiter -> waiter.woken.release());
            }
        }
    }
}
