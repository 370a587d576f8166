package io.millrace.notifier.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Reads pieces of the log again, each with a consumer of its own, a bounded number at a time. */
final class KafkaHistory implements History {
    private static final long PATIENCE_MS = 100;

    private final LogClients clients;
    private final Semaphore places;
    private final Duration timeout;

    /**
     * Not reading yet.
     *
     * @param concurrent how many pieces are read at once
     * @param timeout how long one may take
     */
    KafkaHistory(LogClients clients, int concurrent, Duration timeout) {
        this.clients = clients;
        this.places = new Semaphore(concurrent, true);
        this.timeout = timeout;
    }

    @Override
    public Optional<Scan> open() throws InterruptedException {
        if (!places.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new KafkaScan(
                    clients.newConsumer("history"), System.nanoTime() + timeout.toNanos(), places::release));
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
    }
}
