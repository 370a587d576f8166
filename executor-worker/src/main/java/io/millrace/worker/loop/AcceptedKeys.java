package io.millrace.worker.loop;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.idempotency.IdempotencyWindow;
import io.millrace.schemas.idempotency.KeyTable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which executions of a partition have which idempotency keys, and which were ended because they came second. */
final class AcceptedKeys {
    private static final Logger log = LoggerFactory.getLogger(AcceptedKeys.class);
    /** Second ones are rare: both sides of a midnight have to race. */
    private static final Duration DUPLICATES_KEPT = Duration.ofDays(2);

    private final KeyTable holders;
    private final Map<UUID, Instant> duplicates = new HashMap<>();

    AcceptedKeys(IdempotencyWindow window) {
        this.holders = new KeyTable(window);
    }

    /** Takes in the next record of the keys. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            add(EventCodec.decode(record.value(), KeyAccepted.class));
        } catch (UndecodableEventException e) {
            log.error("{}-{}@{} is no key", record.topic(), record.partition(), record.offset(), e);
        }
    }

    void add(KeyAccepted accepted) {
        if (accepted.getDuplicateOf().isEmpty()) {
            holders.put(accepted);
            return;
        }
        Instant before = accepted.getCreatedAt().minus(DUPLICATES_KEPT);
        duplicates.values().removeIf(at -> at.isBefore(before));
        duplicates.put(accepted.getExecutionId(), accepted.getCreatedAt());
    }

    /** The execution that has the key of this id, as far as a delivery of that time is concerned. */
    Optional<UUID> holder(UUID executionId, Instant createdAt) {
        return holders.holder(executionId, createdAt).map(KeyTable.Holder::executionId);
    }

    /** Whether the execution was ended because another one had its key. */
    boolean isDuplicate(UUID executionId) {
        return duplicates.containsKey(executionId);
    }

    /** No delivery from before this time is still to come. */
    void forgetBefore(Instant time) {
        holders.forgetBefore(time);
    }

    int size() {
        return holders.size();
    }

    long bytes() {
        return holders.bytes();
    }
}
