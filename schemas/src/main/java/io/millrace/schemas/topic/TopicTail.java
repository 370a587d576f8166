package io.millrace.schemas.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads partition 0 of a topic from its start and goes on with whatever is appended, on a thread of its own and without
 * a consumer group: each instance that needs a compacted topic's content has all of it. A broker that is away is waited
 * for; whatever else goes wrong ends the tail and is told by {@link #failure}.
 */
public final class TopicTail implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** Takes what is read, one record after the other; throwing ends the tail. */
    @FunctionalInterface
    public interface Handler {
        void handle(ConsumerRecord<byte[], byte @Nullable []> record);
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Handler handler;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private long position;
    private @Nullable Throwable failure;
    private volatile boolean closed;

    /**
     * Not reading yet, see {@link #start}.
     *
     * @param consumerProperties Kafka's own properties: where the brokers are, how to log in
     */
    public TopicTail(Map<String, Object> consumerProperties, String topic, Handler handler) {
        var properties = new HashMap<>(consumerProperties);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partition = new TopicPartition(topic, 0);
        this.handler = handler;
        this.thread = Thread.ofPlatform().name("tail-" + topic).daemon().unstarted(this::run);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** Why the tail ended, if it did not end by {@link #close}; a service that depends on it is then not healthy. */
    public Optional<Throwable> failure() {
        lock.lock();
        try {
            return Optional.ofNullable(failure);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the record at the offset has been handled.
     *
     * @throws TimeoutException if that takes longer
     * @throws IllegalStateException if the tail has ended
     */
    public void awaitHandled(long offset, Duration timeout) throws InterruptedException, TimeoutException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (position <= offset) {
                if (failure != null || closed) {
                    throw new IllegalStateException("the tail of " + partition + " has ended", failure);
                }
                if (left <= 0) {
                    throw new TimeoutException("offset " + offset + " of " + partition + " not read in " + timeout);
                }
                left = progress.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The offset of the next record to handle. */
    public long position() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try (consumer) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    handler.handle(record);
                    advance(record.offset() + 1);
                }
                advanceToPosition();
            }
        } catch (WakeupException e) {
            log.debug("tail of {} woken to close", partition);
        } catch (RuntimeException | Error e) {
            fail(e); // also without memory: a thread that is gone without a word looks like a topic at rest
        }
    }

    private void advanceToPosition() {
        try {
            // Also past what compaction and transaction markers left no record for.
            advance(consumer.position(partition, POLL));
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            log.warn("no answer from the broker about {}; going on to ask", partition);
        }
    }

    private void advance(long next) {
        lock.lock();
        try {
            position = Math.max(position, next);
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable cause) {
        log.error("the tail of {} ended at offset {}", partition, position(), cause);
        lock.lock();
        try {
            failure = cause;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            return;
        }
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
