package io.millrace.worker.loop;

import io.millrace.schemas.event.TriggerReceived;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One assignment of a partition to a loop: all that the loop knows because it owns the partition, thrown away when it
 * no longer does. Touched by the loop's thread only.
 */
final class Partition {
    /** An evaluation that the loop no longer waits for. */
    record Detached(UUID executionId, NodeKey key) {}

    /**
     * A trigger whose version is not known yet.
     *
     * @param definitionsEnd the definitions must be known up to here before it is given up
     */
    record Parked(TriggerReceived trigger, long definitionsEnd) {}

    final int number;
    final Ledger ledger;
    final SlowNodes slowNodes;
    final Map<UUID, Execution> executions = new HashMap<>();
    final Map<UUID, Parked> parked = new LinkedHashMap<>();
    final Map<Detached, Instant> deadlines = new HashMap<>();

    private final Journal journal;
    private final long triggersEnd;
    private Map<UUID, List<Input>> inputs = new LinkedHashMap<>();
    private Place committed;
    private boolean owned = true;

    /**
     * A partition that was just taken over.
     *
     * @param triggersEnd the end of its triggers at that time: behind it the journal has nothing to tell
     */
    Partition(int number, Place place, long eventsEnd, Journal journal, long triggersEnd, Clock clock) {
        this.number = number;
        this.ledger = new Ledger(place, eventsEnd);
        this.committed = place;
        this.journal = journal;
        this.triggersEnd = triggersEnd;
        this.slowNodes = new SlowNodes(clock);
    }

    /** What the events told at takeover of an execution whose trigger is read now. */
    Journal journal() {
        return journal;
    }

    /** Whether a trigger at this offset may have a course in the journal. */
    boolean inJournal(long offset) {
        return offset < triggersEnd;
    }

    /** Whether the execution is under way here. */
    boolean knows(UUID executionId) {
        return executions.containsKey(executionId) || parked.containsKey(executionId);
    }

    /** Has the execution's next decision take this in. */
    void give(UUID executionId, Input input) {
        inputs.computeIfAbsent(executionId, id -> new ArrayList<>()).add(input);
    }

    boolean hasInputs() {
        return !inputs.isEmpty();
    }

    /** All inputs given since, by execution in the order of their first. */
    Map<UUID, List<Input>> takeInputs() {
        var taken = inputs;
        inputs = new LinkedHashMap<>();
        return taken;
    }

    /** Takes note of an execution's new state. */
    void put(Execution execution) {
        UUID id = execution.identity().executionId();
        ledger.decided(id);
        if (execution.isFinished()) {
            executions.remove(id);
            ledger.finished(id);
        } else {
            executions.put(id, execution);
        }
    }

    boolean hasMoved() {
        return !ledger.place().equals(committed);
    }

    void committed(Place place) {
        committed = place;
    }

    boolean isOwned() {
        return owned;
    }

    /** The loop no longer owns it: what runs for it is interrupted, and nobody waits for outcomes. */
    void drop() {
        owned = false;
        slowNodes.interruptAll();
    }
}
