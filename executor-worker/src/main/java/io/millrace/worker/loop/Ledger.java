package io.millrace.worker.loop;

import io.millrace.schemas.topic.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the books of one partition: which triggers are undecided or unfinished, and so what place to commit.
 *
 * <p>The watermark is the oldest trigger that is not done with. The journal is where the events of all unfinished
 * executions can be found: the end of the events as it was known when an execution's trigger was read, or when it began
 * without one, or was written down whole, because none of its events that still matter can be older.
 */
final class Ledger {
    /**
     * What keeps the place down.
     *
     * @param since when that began
     */
    private record Hold(Optional<UUID> executionId, long journal, Instant since) {}

    private final Place inherited;
    private final TreeMap<Long, Hold> open = new TreeMap<>();
    private final TreeSet<Long> undecided = new TreeSet<>();
    private final Map<UUID, Long> offsets = new HashMap<>();
    private final Map<UUID, Hold> withoutTrigger = new HashMap<>();
    private final TreeMap<Long, Integer> journals = new TreeMap<>();
    private long next;
    private long eventsEnd;
    private boolean settled;

    /**
     * A partition taken over at a place.
     *
     * @param eventsEnd the end of its events, at least as far as its triggers' executions have written
     */
    Ledger(Place inherited, long eventsEnd) {
        this.inherited = inherited;
        this.next = inherited.watermark();
        this.eventsEnd = eventsEnd;
    }

    /** Events were written up to here. */
    void eventsWritten(long end) {
        eventsEnd = Math.max(eventsEnd, end);
    }

    /** Whether whoever owned the partition before has decided the trigger at this offset. */
    boolean decidedBefore(long offset) {
        return offset < inherited.position();
    }

    /** A record was read that needs nothing more. */
    void passed(long offset) {
        next = offset + 1;
    }

    /** A trigger was read whose execution is still to be decided. */
    void read(long offset, UUID executionId, Instant now) {
        next = offset + 1;
        if (offsets.putIfAbsent(executionId, offset) != null) {
            return; // the same trigger once more
        }
        undecided.add(offset);
        open.put(offset, held(new Hold(Optional.of(executionId), journal(offset), now)));
    }

    /** A record was read that asks for something and is not obeyed yet. */
    void commanded(long offset, Instant now) {
        next = offset + 1;
        undecided.add(offset);
        open.put(offset, held(new Hold(Optional.empty(), journal(offset), now)));
    }

    /**
     * From where on events matter while the trigger at the offset is not done with: its own, and those of triggers
     * above that an earlier owner decided and that will be read again with it.
     */
    private long journal(long offset) {
        return offset < inherited.read() ? inherited.journal() : eventsEnd;
    }

    /** What the record at the offset asked for has happened. */
    void obeyed(long offset) {
        undecided.remove(offset);
        release(open.remove(offset));
    }

    /** An execution without a trigger above the watermark goes on: its events from here on are needed. */
    void hold(UUID executionId, Instant now) {
        hold(executionId, eventsEnd, now);
    }

    /** The same for one whose events begin at a known offset. */
    void hold(UUID executionId, long journal, Instant now) {
        release(withoutTrigger.put(executionId, held(new Hold(Optional.of(executionId), journal, now))));
    }

    /** The execution's first decision was made. */
    void decided(UUID executionId) {
        Long offset = offsets.get(executionId);
        if (offset != null) {
            undecided.remove(offset);
        }
    }

    /** Neither the execution's trigger nor its events so far are needed: it has ended, or was written down whole. */
    void finished(UUID executionId) {
        Long offset = offsets.remove(executionId);
        if (offset != null) {
            undecided.remove(offset);
            release(open.remove(offset));
        }
        release(withoutTrigger.remove(executionId));
    }

    /**
     * What keeps the place far behind.
     *
     * @param records how many triggers may be above
     * @param before how old it may be
     * @param eligible who can be done something about
     */
    List<UUID> behind(long records, Instant before, int atMost, Predicate<UUID> eligible) {
        var found = new ArrayList<UUID>();
        for (var entry : open.entrySet()) {
            boolean far = entry.getKey() < next - records;
            if (found.size() >= atMost || !(far || entry.getValue().since().isBefore(before))) {
                break;
            }
            entry.getValue().executionId().filter(eligible).ifPresent(found::add);
        }
        withoutTrigger.values().stream()
                .filter(hold -> hold.since().isBefore(before))
                .flatMap(hold -> hold.executionId().stream())
                .filter(eligible)
                .limit(atMost)
                .forEach(found::add);
        return found;
    }

    /** The offset of the next record to read. */
    long next() {
        return next;
    }

    /** All that was under way when the partition was taken over is in the books now. */
    void settled() {
        settled = true;
    }

    /**
     * What is to be committed now. As long as the books are not complete it is what was inherited: a place that knows
     * only some of the unfinished executions would lose the others to the next owner.
     */
    Place place() {
        if (!settled) {
            return inherited;
        }
        long undecidedFrom = undecided.isEmpty() ? next : undecided.first();
        long watermark = open.isEmpty() ? next : open.firstKey();
        long journal = journals.isEmpty() ? eventsEnd : journals.firstKey();
        // Triggers that are still to be read may have been decided, and their events are needed to tell.
        boolean mayComeAgain = next < inherited.read();
        return new Place(
                watermark,
                Math.max(undecidedFrom, inherited.position()),
                mayComeAgain ? Math.min(journal, inherited.journal()) : journal,
                Math.max(next, inherited.read()));
    }

    private Hold held(Hold hold) {
        journals.merge(hold.journal(), 1, Integer::sum);
        return hold;
    }

    private void release(@Nullable Hold hold) {
        if (hold != null) {
            journals.computeIfPresent(hold.journal(), (journal, count) -> count == 1 ? null : count - 1);
        }
    }
}
