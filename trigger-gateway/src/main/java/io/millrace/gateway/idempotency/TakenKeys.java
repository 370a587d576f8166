package io.millrace.gateway.idempotency;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.Idempotency;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.idempotency.IdempotencyKeys;
import io.millrace.schemas.idempotency.IdempotencyWindow;
import io.millrace.schemas.idempotency.KeyTable;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The keys that executions have taken, as the workers wrote. What is not here yet, or no longer, costs nothing but the
 * early answer: the worker that is given a repeat knows.
 */
@Component
public final class TakenKeys {
    private static final Logger log = LoggerFactory.getLogger(TakenKeys.class);

    private final KeyTable table;
    private final ReentrantLock lock = new ReentrantLock();
    private final int maxKeys;
    private final Clock clock;
    private volatile boolean complete;

    TakenKeys(IdempotencySettings settings, Clock clock, MeterRegistry meters) {
        this.table = new KeyTable(new IdempotencyWindow(settings.window()));
        this.maxKeys = settings.maxKeys();
        this.clock = clock;
        Gauge.builder("millrace.idempotency.keys", this, TakenKeys::size)
                .description("idempotency keys in memory")
                .register(meters);
    }

    /**
     * The execution that has the delivery's key already.
     *
     * @throws ProblemException {@code idempotency-key-reused} if that came with another body
     */
    public Optional<UUID> holder(Idempotency delivery, Instant now) {
        Optional<KeyTable.Holder> holder;
        lock.lock();
        try {
            holder = table.holder(IdempotencyKeys.executionId(delivery, now, 0), now);
        } finally {
            lock.unlock();
        }
        if (holder.filter(found -> !found.hasBody(delivery.getBodyHash())).isPresent()) {
            throw new ProblemException(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "execution %s has this key, and came with another body"
                            .formatted(holder.get().executionId()));
        }
        return holder.map(KeyTable.Holder::executionId);
    }

    /** Takes the next record of the keys. */
    void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            var accepted = EventCodec.decode(record.value(), KeyAccepted.class);
            if (accepted.getDuplicateOf().isEmpty()) {
                put(accepted);
            }
        } catch (UndecodableEventException e) {
            log.error("{}-{}@{} is no key", record.topic(), record.partition(), record.offset(), e);
        }
    }

    private void put(KeyAccepted accepted) {
        lock.lock();
        try {
            table.put(accepted);
            table.forgetBefore(clock.instant());
            if (table.size() > maxKeys) {
                table.keepNewest(maxKeys / 2);
                log.warn(
                        "more than {} idempotency keys: the older ones are left to the workers"
                                + " (millrace.idempotency.max-keys)",
                        maxKeys);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What the topic held when reading began is known. */
    void completed() {
        complete = true;
    }

    boolean complete() {
        return complete;
    }

    int size() {
        lock.lock();
        try {
            return table.size();
        } finally {
            lock.unlock();
        }
    }
}
