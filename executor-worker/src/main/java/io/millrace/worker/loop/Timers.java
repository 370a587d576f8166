package io.millrace.worker.loop;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** When executions have to be looked at again: at most one time each, the earliest first. */
final class Timers {
    private record Timer(long dueMillis, UUID executionId) {}

    private final TreeSet<Timer> inOrder =
            new TreeSet<>(Comparator.comparingLong(Timer::dueMillis).thenComparing(Timer::executionId));
    private final Map<UUID, Timer> byExecution = new HashMap<>();

    /** The execution's time from now on; empty: it has none. */
    void set(UUID executionId, Optional<Instant> due) {
        remove(executionId);
        due.ifPresent(at -> {
            var timer = new Timer(at.toEpochMilli(), executionId);
            byExecution.put(executionId, timer);
            inOrder.add(timer);
        });
    }

    void remove(UUID executionId) {
        Timer known = byExecution.remove(executionId);
        if (known != null) {
            inOrder.remove(known);
        }
    }

    /** Takes what is due, oldest first. */
    List<UUID> takeDue(Instant now, int atMost) {
        var due = new ArrayList<UUID>();
        while (due.size() < atMost && !inOrder.isEmpty() && inOrder.first().dueMillis() <= now.toEpochMilli()) {
            UUID id = inOrder.first().executionId();
            remove(id);
            due.add(id);
        }
        return due;
    }

    /** The earliest time. */
    Optional<Instant> next() {
        return inOrder.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(inOrder.first().dueMillis()));
    }

    int size() {
        return inOrder.size();
    }
}
