package io.millrace.worker.loop;

import io.millrace.schemas.idempotency.IdempotencyWindow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the keys that were accepted on partitions, one after the other, on a thread of its own: a window's keys may be
 * many, and only deliveries with a key have to wait for them.
 */
final class KeyReader implements KeyLoader {
    private static final Logger log = LoggerFactory.getLogger(KeyReader.class);
    private static final Duration BACKOFF = Duration.ofSeconds(1);

    private final LogReader reader;
    private final Admin admin;
    private final IdempotencyWindow window;
    private final Inbox inbox;
    private final BlockingQueue<Partition> requests = new LinkedBlockingQueue<>();
    private final Thread thread;

    KeyReader(String name, LogReader reader, Admin admin, IdempotencyWindow window, Inbox inbox) {
        this.reader = reader;
        this.admin = admin;
        this.window = window;
        this.inbox = inbox;
        this.thread = Thread.ofPlatform().name(name + "-keys").daemon().start(this::run);
    }

    @Override
    public void load(Partition partition) {
        requests.add(partition);
    }

    private void run() {
        try {
            while (true) {
                Partition partition = requests.take();
                while (partition.isOwned() && !isLoaded(partition)) {
                    Thread.sleep(BACKOFF);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            log.debug("{} ends", thread.getName());
        }
    }

    private boolean isLoaded(Partition partition) throws InterruptedException {
        TopicPartition keys = Takeover.keys(partition.number);
        long begun = System.nanoTime();
        try {
            var accepted = new AcceptedKeys(window);
            // All that the topic holds: a delivery may have lain in the triggers for as long as nobody worked.
            long start = admin.listOffsets(Map.of(keys, OffsetSpec.earliest()))
                    .partitionResult(keys)
                    .get()
                    .offset();
            long end = partition.found().keysEnd();
            if (start < end) {
                reader.read(Map.of(keys, start), Map.of(keys, end), accepted::add);
            }
            log.info(
                    "read {} keys of {} in {} ms, {} bytes",
                    accepted.size(),
                    keys,
                    (System.nanoTime() - begun) / 1_000_000,
                    accepted.bytes());
            inbox.send(new Inbox.KeysKnown(partition, accepted));
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (RuntimeException | ExecutionException e) {
            log.error("cannot read {}, trying again; deliveries with a key wait there", keys, e);
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
