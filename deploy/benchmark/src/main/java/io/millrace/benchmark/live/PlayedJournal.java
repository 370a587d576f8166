package io.millrace.benchmark.live;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/** Held against executions that a {@link Publisher} plays. */
final class PlayedJournal implements Journal {
    private final String owner;
    private final Map<UUID, Execution> played;
    private final Verdict verdict;
    private final Latencies latencies;
    /** By execution, the sequence to come next. */
    private final Map<UUID, Integer> next = new HashMap<>();
    /** What was durable before may be missing: the receiver was told so. */
    private long reloaded = Long.MIN_VALUE;

    /**
     * Nothing told yet.
     *
     * @param latencies takes, for what happens while the receiver is connected, microseconds from durable to received
     */
    PlayedJournal(String owner, Map<UUID, Execution> played, Verdict verdict, Latencies latencies) {
        this.owner = owner;
        this.played = played;
        this.verdict = verdict;
        this.latencies = latencies;
    }

    @Override
    public synchronized void told(UUID id, String type, int sequence, long connected, long now) {
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
        long durable = execution.durableAt(sequence);
        if (durable == 0 || durable > connected) {
            latencies.record(durable == 0 ? 0 : Math.max(0, now - durable) / 1000);
        }
    }

    @Override
    public synchronized void reload(long nanos) {
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

    @Override
    public synchronized boolean isComplete() {
        for (Execution execution : played.values()) {
            if (execution.owner().equals(owner)
                    && next.getOrDefault(execution.id(), 0) < Execution.RECORDS
                    && execution.durableAt(Execution.RECORDS - 1) > reloaded) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized void close() {
        for (Execution execution : played.values()) {
            if (execution.owner().equals(owner)) {
                excuse(execution, next.getOrDefault(execution.id(), 0), Execution.RECORDS, verdict.missing);
            }
        }
    }
}
