package io.millrace.worker.loop;

import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.topic.Place;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Identity;
import io.millrace.worker.execution.NodeKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One assignment of a partition to a loop: all that the loop knows because it owns the partition, thrown away when it
 * no longer does. Touched by the loop's thread only, but for {@link #isOwned} and what {@link #found} was made with.
 */
final class Partition {
    /** An evaluation that the loop no longer waits for. */
    record Detached(UUID executionId, NodeKey key) {}

    final int number;
    final Ledger ledger;
    final SlowNodes slowNodes;
    final Agenda agenda = new Agenda();
    final Timers timers = new Timers();
    final Sleepers sleepers = new Sleepers();
    final ScheduleBook schedules = new ScheduleBook();
    final ConcurrencyLimits limits = new ConcurrencyLimits();
    final PendingCommands commands;
    final Keys keys = new Keys();
    final Map<UUID, Execution> executions = new HashMap<>();
    final Map<UUID, Parked> parked = new LinkedHashMap<>();
    final Map<Detached, Instant> deadlines = new HashMap<>();

    private final Found found;
    private final Place inherited;
    private final List<Consumer<Batch>> whenSettled = new ArrayList<>();
    private Set<UUID> touched = new LinkedHashSet<>();
    private Place committed;
    private int waiting;
    private long bytesInFlight;
    private long schedulesKnownTo = -1;
    private boolean settled;
    private boolean allRead;
    private volatile boolean owned = true;

    /** A partition that was just taken over. */
    Partition(int number, Place place, Found found, Clock clock) {
        this.number = number;
        this.inherited = place;
        this.ledger = new Ledger(place, found.eventsEnd());
        this.commands = new PendingCommands(ledger);
        this.committed = place;
        this.found = found;
        this.slowNodes = new SlowNodes(clock);
    }

    /** What was found of executions that are under way. */
    Found found() {
        return found;
    }

    /** Whether the execution is under way here, in memory or not. */
    boolean knows(UUID executionId) {
        return executions.containsKey(executionId)
                || parked.containsKey(executionId)
                || sleepers.checkpoint(executionId).isPresent();
    }

    /** Whether the execution is not in memory, and a checkpoint tells how it goes on. */
    Optional<Checkpoint> asleep(UUID executionId) {
        return executions.containsKey(executionId) || parked.containsKey(executionId)
                ? Optional.empty()
                : sleepers.checkpoint(executionId);
    }

    /** Takes note of an execution's new state. */
    void put(Execution execution) {
        UUID id = execution.identity().executionId();
        if (execution.sequence() > 0) {
            ledger.decided(id);
        }
        if (execution.isFinished()) {
            remove(id);
            timers.remove(id);
            ended(execution.identity());
        } else {
            count(executions.put(id, execution), -1);
            count(execution, 1);
            timers.set(id, execution.nextDue());
            touched.add(id);
        }
    }

    /** The execution has ended; its trigger, if it is still to be read, begins nothing. */
    void ended(Identity identity) {
        UUID id = identity.executionId();
        ledger.finished(id);
        limits.release(identity.workflowId(), id);
        if (!allRead) {
            found.journal().ended(id);
        }
    }

    /** The execution is no longer in memory; how it goes on, its checkpoint tells. */
    void fellAsleep(Checkpoint checkpoint) {
        UUID id = checkpoint.executionId();
        remove(id);
        timers.remove(id);
        sleepers.fellAsleep(checkpoint);
    }

    private void remove(UUID id) {
        count(executions.remove(id), -1);
    }

    private void count(@Nullable Execution execution, int by) {
        if (execution == null) {
            return;
        }
        if (execution.status() == ExecutionStatus.WAITING) {
            waiting += by;
        } else {
            bytesInFlight += by * execution.bytes();
        }
    }

    /** How many executions do something, or soon will. */
    int inFlight() {
        return executions.size() - waiting + keys.waiting();
    }

    /** How much data these hold, in bytes of JSON. */
    long bytesInFlight() {
        return bytesInFlight;
    }

    /** Takes the executions whose state may have changed since. */
    Set<UUID> takeTouched() {
        var taken = touched;
        touched = new LinkedHashSet<>();
        return taken;
    }

    /** Does something as soon as all that was under way at the takeover is known again: now, if it is. */
    void whenSettled(Batch batch, Consumer<Batch> action) {
        if (settled) {
            action.accept(batch);
        } else {
            whenSettled.add(action);
        }
    }

    /** Whether all that was under way at the takeover is known again; nothing is decided before. */
    boolean isSettled() {
        return settled;
    }

    /** Looks whether it is settled, now that its triggers have been read up to an offset. */
    void settle(long read, Batch batch, Instant now) {
        allRead = read >= found.triggersRead();
        if (!settled
                && read >= inherited.position()
                && (allRead || found.journal().isTaken())
                && !isParked()) {
            settled = true;
            ledger.settled();
            schedules.keep(now);
            whenSettled.forEach(action -> action.accept(batch));
            whenSettled.clear();
        }
        if (settled && allRead) {
            found.clear();
        }
    }

    /** Whether something that had begun before the takeover still waits for its version. */
    private boolean isParked() {
        return parked.values().stream().anyMatch(waits -> waits.origin().hasBegun());
    }

    /** Whether the definitions are known further than when the schedules were last looked at. */
    boolean isNews(long definitions) {
        boolean news = definitions != schedulesKnownTo;
        schedulesKnownTo = definitions;
        return news;
    }

    boolean hasInputs() {
        return settled && !agenda.isEmpty();
    }

    boolean hasMoved() {
        return !ledger.place().equals(committed);
    }

    void committed(Place place) {
        committed = place;
    }

    /** Whether it still is the loop's; asked by other threads too. */
    boolean isOwned() {
        return owned;
    }

    /** The loop no longer owns it: what runs for it is interrupted, and nobody waits for outcomes. */
    void drop() {
        owned = false;
        slowNodes.interruptAll();
    }
}
