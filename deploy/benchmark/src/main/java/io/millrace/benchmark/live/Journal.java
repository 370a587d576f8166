package io.millrace.benchmark.live;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/** What one receiver was told over all its connections, checked as it comes. Belongs to one thread at a time. */
final class Journal {
    private final String owner;
    private final Map<UUID, Execution> played;
    private final Verdict verdict;
    /** By execution, the sequence to come next. */
    private final Map<UUID, Integer> next = new HashMap<>();
    /** What was durable before may be missing: the receiver was told so. */
    private long reloaded = Long.MIN_VALUE;

    Journal(String owner, Map<UUID, Execution> played, Verdict verdict) {
        this.owner = owner;
        this.played = played;
        this.verdict = verdict;
    }

    /** Notes an event and gives its execution. */
    synchronized Execution told(UUID id, int sequence) {
        verdict.messages.increment();
        Execution execution = played.get(id);
        if (execution == null || !execution.owner().equals(owner)) {
            verdict.blame(verdict.foreign, owner + " was told of " + id);
            throw new IllegalStateException("an event of nobody or somebody else: " + id);
        }
        int expected = next.getOrDefault(id, 0);
        if (sequence < expected) {
            verdict.blame(verdict.repeats, "%s: %s/%d, had %d".formatted(owner, id, sequence, expected));
        } else {
            excuse(execution, expected, sequence, verdict.gaps);
            next.put(id, sequence + 1);
        }
        return execution;
    }

    synchronized void reload(long nanos) {
        verdict.reloads.increment();
        reloaded = nanos;
    }

    /** It was not there before. */
    synchronized void beginAt(long nanos) {
        reloaded = nanos;
    }

    private boolean excuse(Execution execution, int from, int to, LongAdder fault) {
        for (int sequence = from; sequence < to; sequence++) {
            if (execution.durableAt(sequence) > reloaded) {
                verdict.blame(fault, "%s: %s/%d is not there".formatted(owner, execution.id(), sequence));
                return false;
            }
        }
        return true;
    }

    /** Whether all that was played for the owner has been told. */
    synchronized boolean isComplete() {
        for (Execution execution : played.values()) {
            if (execution.owner().equals(owner)
                    && next.getOrDefault(execution.id(), 0) < Execution.RECORDS
                    && execution.durableAt(Execution.RECORDS - 1) > reloaded) {
                return false;
            }
        }
        return true;
    }

    /** Blames what never came. */
    synchronized void close() {
        for (Execution execution : played.values()) {
            if (execution.owner().equals(owner)) {
                excuse(execution, next.getOrDefault(execution.id(), 0), Execution.RECORDS, verdict.missing);
            }
        }
    }
}
