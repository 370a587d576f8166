package io.millrace.recorder.record;

import io.millrace.recorder.database.Migration;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.Topics;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be there before anything is recorded; done once, by whoever comes first. */
final class Preparation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Preparation.class);

    private final Migration migration;
    private final KafkaClients kafka;
    private final int partitions;
    private final Thread early =
            Thread.ofPlatform().name("record-preparation").daemon().unstarted(this::tryToEnsure);
    // Not a monitor: who waits for it can be interrupted.
    private final Lock lock = new ReentrantLock();
    private boolean done;

    Preparation(Migration migration, KafkaClients kafka, int partitions) {
        this.migration = migration;
        this.kafka = kafka;
        this.partitions = partitions;
    }

    /** Does it beside the rest of the service's start, as it takes most of a second. */
    void begin() {
        early.start();
    }

    /** Ends what {@link #begin} began, if it still waits. */
    @Override
    public void close() {
        early.interrupt();
    }

    private void tryToEnsure() {
        try {
            ensure();
        } catch (InterruptedException e) {
            log.debug("the preparation was interrupted", e);
        } catch (Exception | Error e) {
            log.warn("not prepared yet, the loops try again: {}", e.toString()); // and say more, if it fails again
        }
    }

    /** Brings database and topics to what this version needs, and waits for the brokers; it can be called again. */
    void ensure() throws Exception {
        lock.lockInterruptibly();
        try {
            if (!done) {
                migration.run();
                TopicProvisioner.ensureWhenReachable(kafka.adminProperties(), Topics.all(partitions));
                done = true;
            }
        } finally {
            lock.unlock();
        }
    }
}
