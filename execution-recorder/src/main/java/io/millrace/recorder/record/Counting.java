package io.millrace.recorder.record;

import io.millrace.recorder.statistics.Grain;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a transaction changes in the counts, added up for each row of them. For one thread. */
final class Counting {
    /**
     * An execution's row as it is now and what of it is counted already.
     *
     * @param counted the status that it has in the counts; absent where it is not in them
     * @param status the status that it is to have there
     * @param kind what triggered it, where that is not counted yet
     * @param duration in milliseconds, where it has ended and that is not counted yet
     */
    record Change(
            String ownerId,
            String workflowId,
            boolean test,
            Instant createdAt,
            @Nullable String counted,
            String status,
            @Nullable String kind,
            @Nullable Long duration) {}

    /** A row of counts. */
    record Key(String ownerId, Grain grain, String workflowId, boolean test, Instant bucket) {
        static final Comparator<Key> ORDER = Comparator.comparing(Key::ownerId)
                .thenComparing(Key::grain)
                .thenComparing(Key::workflowId)
                .thenComparing(Key::test)
                .thenComparing(Key::bucket);

        static Stream<Key> of(Change change) {
            return Stream.of(Grain.values())
                    .flatMap(grain ->
                            Stream.of(of(change, grain, change.workflowId()), of(change, grain, Grain.ALL_WORKFLOWS)));
        }

        private static Key of(Change change, Grain grain, String workflowId) {
            return new Key(change.ownerId(), grain, workflowId, change.test(), grain.floor(change.createdAt()));
        }
    }

    /** A row of triggers. */
    record TriggerKey(String ownerId, String workflowId, boolean test, String kind) {
        static final Comparator<TriggerKey> ORDER = Comparator.comparing(TriggerKey::ownerId)
                .thenComparing(TriggerKey::workflowId)
                .thenComparing(TriggerKey::test)
                .thenComparing(TriggerKey::kind);
    }

    /** Triggers of one kind, and when the last of them was. */
    record Triggers(long total, Instant lastAt) {
        Triggers plus(Triggers other) {
            return new Triggers(total + other.total, lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
        }
    }

    // In one order, so that two transactions that share rows wait for one another and never cross.
    private final SortedMap<Key, Counts> counts = new TreeMap<>(Key.ORDER);
    private final SortedMap<TriggerKey, Triggers> triggers = new TreeMap<>(TriggerKey.ORDER);

    void add(Change change) {
        if (!change.status().equals(change.counted()) || change.duration() != null) {
            Key.of(change).forEach(key -> add(key, change));
        }
        if (change.kind() != null) {
            triggers.merge(
                    new TriggerKey(change.ownerId(), change.workflowId(), change.test(), change.kind()),
                    new Triggers(1, change.createdAt()),
                    Triggers::plus);
        }
    }

    private void add(Key key, Change change) {
        Counts row = counts.computeIfAbsent(key, absent -> new Counts());
        row.move(change.counted(), change.status());
        if (change.duration() != null) {
            row.ended(change.duration());
        }
    }

    /** Takes out all of these owners. */
    void forget(Collection<String> owners) {
        counts.keySet().removeIf(key -> owners.contains(key.ownerId()));
        triggers.keySet().removeIf(key -> owners.contains(key.ownerId()));
    }

    SortedMap<Key, Counts> counts() {
        return counts;
    }

    SortedMap<TriggerKey, Triggers> triggers() {
        return triggers;
    }
}
