package io.millrace.schemas.credential;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes credentials, one change after the other over all processes, each decided for what all earlier ones came to.
 *
 * <p>All writers share one transactional id. Who begins anew fences the others, then reads the topic to its end; a
 * commit that succeeds therefore says that nobody has written since. So a record may have the key of the one that it
 * replaces, and compaction never keeps the loser of a race. Thread-safe.
 */
public final class CredentialWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CredentialWriter.class);
    private static final String TRANSACTIONAL_ID = "millrace-credentials";
    private static final TopicPartition PARTITION = new TopicPartition(Topics.CREDENTIALS, 0);
    private static final int MAX_PAUSE_MILLIS = 60;

    private final Map<String, Object> producerProperties;
    private final Map<String, Object> adminProperties;
    private final CredentialStore store;
    private final EventRecords records;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Producer<byte[], byte[]> producer;

    /**
     * Connects when it is first used.
     *
     * @param producerProperties Kafka's own properties: where the brokers are, how to log in
     * @param adminProperties likewise
     * @param store follows the topic
     * @param timeout how long a change may take in all
     */
    public CredentialWriter(
            Map<String, Object> producerProperties,
            Map<String, Object> adminProperties,
            CredentialStore store,
            EventRecords records,
            Duration timeout) {
        this.producerProperties = bounded(producerProperties, timeout);
        this.adminProperties = Map.copyOf(adminProperties);
        this.store = store;
        this.records = records;
        this.timeout = timeout;
    }

    /**
     * Makes a change; when this returns, the store knows it.
     *
     * @param decide the records to write, given what there is; none if all is so already. Called again when others
     *     changed something meanwhile
     * @throws CredentialsUnavailableException if the change is not known to have taken effect in time
     */
    public void change(Function<CredentialCatalog, List<CredentialChange>> decide)
            throws CredentialsUnavailableException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new CredentialsUnavailableException("too many change credentials at once", null);
        }
        try {
            while (true) {
                try {
                    attempt(decide, deadline);
                    return;
                } catch (KafkaException | ExecutionException | TimeoutException e) {
                    discard();
                    if (deadline - System.nanoTime() <= 0) {
                        throw new CredentialsUnavailableException("the log did not take the change in time", e);
                    }
                    log.debug("a change of credentials is tried again", e);
                    // Of several that fence one another, one gets through while the others pause.
                    Thread.sleep(ThreadLocalRandom.current().nextInt(1, MAX_PAUSE_MILLIS));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void attempt(Function<CredentialCatalog, List<CredentialChange>> decide, long deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Producer<byte[], byte[]> writer = upToDate(deadline);
        List<CredentialChange> changes = decide.apply(store.catalog());
        if (changes.isEmpty()) {
            return;
        }
        writer.beginTransaction();
        Future<RecordMetadata> last = null;
        for (CredentialChange change : changes) {
            last = writer.send(records.credential(
                    Topics.CREDENTIALS,
                    change.key(),
                    change.event(),
                    UUID.randomUUID(),
                    change.ownerId(),
                    change.time()));
        }
        writer.commitTransaction();
        if (last != null) {
            store.tail().awaitHandled(last.get().offset(), left(deadline));
        }
    }

    private Producer<byte[], byte[]> upToDate(long deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = new KafkaProducer<>(producerProperties, new ByteArraySerializer(), new ByteArraySerializer());
            producer = current;
            current.initTransactions();
            // All that others wrote is committed or aborted now; what comes after this fences this producer in turn.
            long end = end(deadline);
            if (end > 0) {
                store.tail().awaitHandled(end - 1, left(deadline));
            }
        }
        return current;
    }

    private long end(long deadline) throws ExecutionException, TimeoutException, InterruptedException {
        try (Admin admin = Admin.create(adminProperties)) {
            return admin.listOffsets(
                            Map.of(PARTITION, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .partitionResult(PARTITION)
                    .get(left(deadline).toNanos(), TimeUnit.NANOSECONDS)
                    .offset();
        }
    }

    private void discard() {
        Producer<byte[], byte[]> failed = producer;
        producer = null;
        if (failed != null) {
            failed.close(Duration.ZERO);
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private static Map<String, Object> bounded(Map<String, Object> given, Duration timeout) {
        int share = Math.toIntExact(timeout.toMillis() / 2);
        var properties = new HashMap<>(given);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, share);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, share);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, share);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        return properties;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            discard();
        } finally {
            lock.unlock();
        }
    }
}
