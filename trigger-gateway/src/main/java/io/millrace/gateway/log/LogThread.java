package io.millrace.gateway.log;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that reads the log by one consumer at a time. It is not interrupted to end, because that would break off the
 * consumer's closing too; it is woken.
 */
public final class LogThread {
    private static final Logger log = LoggerFactory.getLogger(LogThread.class);
    /** Longer than any wait of its work once the consumer is woken. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /** The work goes on as long as {@link #isRunning}; its consumer may throw a {@link WakeupException}. */
    public LogThread(String name, Runnable work) {
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(work);
    }

    /** Begins the work. */
    public void start() {
        running = true;
        thread.start();
    }

    /** Whether the work is to go on. */
    public boolean isRunning() {
        return running;
    }

    /** The same consumer, from now on the one that is woken. */
    public KafkaConsumer<byte[], byte[]> uses(KafkaConsumer<byte[], byte[]> current) {
        consumer = current;
        if (!running) {
            current.wakeup();
        }
        return current;
    }

    /** Waits, less long if the end comes. */
    public void pause(Duration duration) {
        try {
            if (stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                log.debug("a pause ends with the work");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has the work end. */
    public void end() {
        running = false;
        stopped.countDown();
        var current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    /** Waits until it has ended. */
    public void join() {
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
