package io.millrace.recorder.record;

import io.millrace.recorder.RecorderSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that takes a sink's topics into the database for as long as the service runs. Whatever ends a session, the
 * next one begins after a pause, where the table says; nothing but {@link #close} ends the loop.
 *
 * @param <T> what a record is to the sink
 */
final class Loop<T> implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    private final String name;
    private final Sink<T> sink;
    private final Preparation preparation;
    private final KafkaClients kafka;
    private final Positions positions;
    private final RecordingMetrics metrics;
    private final RecorderSettings.Recording settings;
    private final LoopHealth health;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    Loop(
            String name,
            Sink<T> sink,
            Preparation preparation,
            KafkaClients kafka,
            Positions positions,
            RecordingMetrics metrics,
            RecorderSettings.Recording settings,
            Clock clock) {
        this.name = name;
        this.sink = sink;
        this.preparation = preparation;
        this.kafka = kafka;
        this.positions = positions;
        this.metrics = metrics;
        this.settings = settings;
        this.health = new LoopHealth(clock);
        this.thread = Thread.ofPlatform().name("record-" + name).unstarted(this);
    }

    String name() {
        return name;
    }

    LoopHealth health() {
        return health;
    }

    void start() {
        thread.start();
    }

    /** Lets the transaction under way end, and leaves the group. */
    void close() throws InterruptedException {
        closed.countDown();
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        } else {
            thread.interrupt(); // it prepares, or waits to begin anew
        }
        if (!thread.join(Duration.ofSeconds(20))) {
            log.warn("the loop {} is still busy; what it has not committed is read again", name);
        }
    }

    @Override
    public void run() {
        var backoff = new Backoff(settings.maxBackoff());
        while (!isClosed()) {
            try {
                preparation.ensure();
                session(backoff);
            } catch (WakeupException | InterruptException | InterruptedException e) {
                log.debug("the loop {} was woken", name, e);
            } catch (Exception | Error e) {
                Duration pause = backoff.next();
                metrics.failure(name);
                health.down(e.getClass().getSimpleName());
                log.error("the loop {} begins anew in {}", name, pause, e);
                await(pause);
            }
        }
    }

    private void session(Backoff backoff) {
        try (Consumer<byte[], byte[]> opened =
                kafka.consumer(sink.group(), name, Math.min(settings.pollRecords(), Gathering.POLL_RECORDS))) {
            consumer = opened;
            var session = new Session<>(
                    name, sink, opened, kafka, positions, metrics, health, backoff, settings.pollRecords());
            opened.subscribe(sink.topics(), session.assignment());
            while (!isClosed()) {
                session.turn();
            }
        } finally {
            consumer = null;
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void await(Duration pause) {
        try {
            if (closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                log.debug("the loop {} was closed while it waited", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
