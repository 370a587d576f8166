package io.millrace.notifier.stream;

import io.millrace.schemas.stream.Epoch;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the window filled with what is written to the log, for as long as it takes and whatever happens to Kafka. */
final class LiveReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveReader.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CHECK = Duration.ofSeconds(3);

    private final LogClients clients;
    private final int partitions;
    private final WarmUp warmUp;
    private final Window window;
    private final StreamMetrics metrics;
    private final StreamStatus status;
    private final Thread thread =
            Thread.ofPlatform().name("live-reader").daemon().unstarted(this::run);
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean closed;
    private boolean lost;
    private volatile @Nullable LogConsumer current;

    /**
     * Where the first reading begins.
     *
     * @param time how long ago
     * @param records how many records of a partition at most
     */
    record WarmUp(Duration time, long records) {}

    /**
     * Not reading yet.
     *
     * @param partitions how many the topics have if they have to be created
     */
    LiveReader(
            LogClients clients,
            int partitions,
            WarmUp warmUp,
            Window window,
            StreamMetrics metrics,
            StreamStatus status) {
        this.clients = clients;
        this.partitions = partitions;
        this.warmUp = warmUp;
        this.window = window;
        this.metrics = metrics;
        this.status = status;
    }

    /** Begins to read; the log is reached some time later. */
    void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                read();
            } catch (WakeupException | InterruptException | InterruptedException e) {
                log.debug("woken to stop reading the log", e);
            } catch (InvalidOffsetException e) {
                log.error("the log at {} no longer holds what comes next; all are told to reload", e.partitions());
                lost = true;
                again(e);
            } catch (ExecutionException | KafkaException e) {
                // Mostly a broker that is away; where in the client that was noticed says nothing.
                log.warn("cannot read the log, trying again in {} s: {}", RETRY.toSeconds(), e.toString());
                again(e);
            } catch (RuntimeException | Error e) {
                log.error("reading the log failed, trying again in {} s", RETRY.toSeconds(), e);
                again(e);
            }
        }
    }

    private void again(Throwable cause) {
        status.failed(cause);
        metrics.reconnecting();
        try {
            closed = stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void read() throws InterruptedException, ExecutionException {
        try (Admin admin = clients.newAdmin();
                var consumer = clients.newConsumer("live")) {
            current = consumer;
            TopicProvisioner.ensure(admin, Topics.all(partitions));
            Position start = start(consumer, Epoch.of(admin), consumer.lanes());
            Lanes lanes = start.lanes();
            consumer.assign(IntStream.range(0, lanes.count()).boxed().toList(), start);
            log.info("reading {} from {}", lanes, start);
            var following = new Following(consumer, lanes, window);
            following.catchUp(() -> closed);
            window.open();
            do {
                status.reached(following.behind());
                following.follow(CHECK, () -> closed);
            } while (!closed
                    && Epoch.of(admin).equals(start.epoch())
                    && consumer.lanes().equals(lanes));
        } finally {
            current = null;
        }
    }

    /** Where reading stopped, if this is still the same log and holds what comes next; else its end. */
    private Position start(LogConsumer consumer, String epoch, Lanes lanes) {
        History.Bounds bounds = consumer.bounds(epoch, lanes);
        Optional<Position> stopped = window.live().filter(live -> !lost && live.isInSameLog(bounds.end()));
        if (stopped.isPresent()) {
            return stopped.get();
        }
        // Whoever follows already must not be sent back in time; nobody does before the first reading.
        Position start = window.isOpen()
                ? bounds.end()
                : consumer.at(Instant.now().minus(warmUp.time()), warmUp.records(), bounds);
        clients.repeats().clear();
        window.reset(start);
        lost = false;
        return start;
    }

    @Override
    public void close() {
        closed = true;
        LogConsumer consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        stop.countDown();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
