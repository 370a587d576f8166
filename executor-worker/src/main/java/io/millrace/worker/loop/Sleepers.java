package io.millrace.worker.loop;

import io.millrace.worker.execution.Input;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The checkpoints of a partition's unfinished executions, and which of these are not in memory. A sleeper is woken by
 * its time or by what it is to take in; until it is loaded that waits here.
 */
final class Sleepers {
    private final Map<UUID, Checkpoint> checkpoints = new HashMap<>();
    private final Timers timers = new Timers();
    private final Map<UUID, List<Input>> waking = new HashMap<>();
    private int asleep;

    /** A checkpoint was written, or read at takeover. */
    void written(Checkpoint checkpoint) {
        checkpoints.put(checkpoint.executionId(), checkpoint);
    }

    /** The execution is no longer in memory. */
    void fellAsleep(Checkpoint checkpoint) {
        asleep++;
        timers.set(checkpoint.executionId(), checkpoint.due());
    }

    /** Its checkpoint, if there is one. */
    Optional<Checkpoint> checkpoint(UUID executionId) {
        return Optional.ofNullable(checkpoints.get(executionId));
    }

    Collection<Checkpoint> all() {
        return checkpoints.values();
    }

    /** A sleeper is to take something in; true if it has to be loaded for that. */
    boolean wake(UUID executionId, Input input) {
        timers.remove(executionId);
        boolean load = !waking.containsKey(executionId);
        waking.computeIfAbsent(executionId, id -> new ArrayList<>()).add(input);
        return load;
    }

    /** It was loaded: what it is to take in. */
    List<Input> woken(UUID executionId) {
        asleep--;
        List<Input> inputs = waking.remove(executionId);
        return inputs == null ? List.of() : inputs;
    }

    /** The execution has ended; true if it left a checkpoint. */
    boolean forget(UUID executionId) {
        return checkpoints.remove(executionId) != null;
    }

    /** Takes the sleepers whose time has come, oldest first. */
    List<UUID> takeDue(Instant now, int atMost) {
        return timers.takeDue(now, atMost);
    }

    Optional<Instant> nextDue() {
        return timers.next();
    }

    /** How many are not in memory. */
    int size() {
        return asleep;
    }
}
