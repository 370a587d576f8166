package io.millrace.worker.loop;

import io.millrace.schemas.event.KeyAccepted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of one partition. Until those are known that earlier owners accepted, whatever depends on keys
 * waits, in its order.
 *
 * <p>A key counts from the moment it is taken and is written with the first event or checkpoint of its execution. If
 * that transaction does not come about, the partition is taken over anew, and nothing remembers the key.
 */
final class Keys {
    private final Map<UUID, KeyAccepted> unwritten = new HashMap<>();
    private List<Consumer<Batch>> waiting = new ArrayList<>();
    private @Nullable AcceptedKeys accepted;

    /** Does something as soon as the keys are known: now, if they are. */
    void whenKnown(Batch batch, Consumer<Batch> action) {
        if (accepted == null) {
            waiting.add(action);
        } else {
            action.accept(batch);
        }
    }

    /** These are the keys that earlier owners accepted. */
    void known(AcceptedKeys keys, Batch batch) {
        accepted = keys;
        List<Consumer<Batch>> actions = waiting;
        waiting = List.of();
        actions.forEach(action -> action.accept(batch));
    }

    /** The execution that has the key of this id, be it this one; only when the keys are known. */
    Optional<UUID> holder(UUID executionId, Instant createdAt) {
        return accepted().holder(executionId, createdAt);
    }

    /** Whether the execution came second and was ended for that; only when the keys are known. */
    boolean isDuplicate(UUID executionId) {
        return accepted().isDuplicate(executionId);
    }

    /** From now on the execution has its key, or is known to have come second. */
    void take(KeyAccepted key, Instant now) {
        Instant createdAt = key.getCreatedAt();
        accepted().add(key);
        accepted().forgetBefore(createdAt.isBefore(now) ? createdAt : now);
        unwritten.put(key.getExecutionId(), key);
    }

    /** What is to be written with the first that is written of the execution. */
    Optional<KeyAccepted> takeUnwritten(UUID executionId) {
        return Optional.ofNullable(unwritten.remove(executionId));
    }

    /** How many triggers and commands wait. */
    int waiting() {
        return waiting.size();
    }

    int size() {
        return accepted == null ? 0 : accepted.size();
    }

    private AcceptedKeys accepted() {
        AcceptedKeys known = accepted;
        if (known == null) {
            throw new IllegalStateException("the keys are not known yet");
        }
        return known;
    }
}
