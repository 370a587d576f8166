package io.millrace.worker.loop;

import io.millrace.expression.Json;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.Idempotency;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.worker.execution.Failures;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Triggers with an idempotency key: the first one of a window begins, its repeats are dropped. One that carries another
 * id, because it was accepted on the other side of midnight before anybody knew of the first, ends at once.
 */
final class Deliveries {
    private static final String DUPLICATE = "duplicate";

    private final Beginnings beginnings;

    Deliveries(Beginnings beginnings) {
        this.beginnings = beginnings;
    }

    /** Whether the trigger has a key that its id is derived from. */
    static boolean hasKey(TriggerReceived trigger) {
        return trigger.getContext().getExecutionId().version() == 8
                && trigger.getTrigger().getIdempotency().isPresent();
    }

    /** Takes in a trigger that nobody has decided; all keys of the partition are known. */
    void begin(TriggerReceived trigger, Partition partition, Batch batch, Instant now) {
        EventContext context = trigger.getContext();
        UUID id = context.getExecutionId();
        if (partition.knows(id)) {
            batch.countRepeat(); // it was read together with the first one, whose offset stands for both
            return;
        }
        Optional<UUID> holder = partition.keys.holder(id, context.getCreatedAt());
        if (holder.filter(id::equals).isPresent() || partition.keys.isDuplicate(id)) {
            batch.countRepeat();
            partition.ledger.finished(id);
        } else if (holder.isPresent()) {
            partition.keys.take(accepted(trigger, holder), now);
            Endings.end(
                    Origin.of(trigger), ExecutionStatus.CANCELLED, duplicateOf(holder.get()), partition, batch, now);
        } else {
            partition.keys.take(accepted(trigger, Optional.empty()), now);
            beginnings.begin(Origin.of(trigger), partition, batch, now);
        }
    }

    private static Failure duplicateOf(UUID first) {
        var failure = Failures.of(DUPLICATE, "the same delivery was accepted before, as execution " + first);
        return Failure.newBuilder(failure)
                .setDetails(Json.object(Map.of("executionId", Json.of(first.toString())))
                        .buffer())
                .build();
    }

    private static KeyAccepted accepted(TriggerReceived trigger, Optional<UUID> duplicateOf) {
        EventContext context = trigger.getContext();
        Idempotency idempotency = trigger.getTrigger().getIdempotency().orElseThrow();
        return KeyAccepted.newBuilder()
                .setExecutionId(context.getExecutionId())
                .setWorkflowId(context.getWorkflowId())
                .setOwnerId(context.getOwnerId())
                .setKeyHash(idempotency.getKeyHash())
                .setBodyHash(idempotency.getBodyHash())
                .setCreatedAt(context.getCreatedAt())
                .setDuplicateOf(duplicateOf.orElse(null))
                .build();
    }
}
