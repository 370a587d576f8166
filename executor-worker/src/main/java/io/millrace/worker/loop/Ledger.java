package io.millrace.worker.loop;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Keeps the books of one partition: which triggers are undecided or unfinished, and so what place to commit.
 *
 * <p>The watermark is the oldest trigger that is not done with. The journal belongs to it: the end of the events as it
 * was known when that trigger was first read, because none of its events can be older.
 */
final class Ledger {
    private final Place inherited;
    private final TreeMap<Long, Long> open = new TreeMap<>();
    private final TreeSet<Long> undecided = new TreeSet<>();
    private final Map<UUID, Long> offsets = new HashMap<>();
    private long next;
    private long eventsEnd;

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
    void read(long offset, UUID executionId) {
        next = offset + 1;
        open.put(offset, decidedBefore(offset) ? inherited.journal() : eventsEnd);
        undecided.add(offset);
        offsets.put(executionId, offset);
    }

    /** The execution's first decision was made. */
    void decided(UUID executionId) {
        Long offset = offsets.get(executionId);
        if (offset != null) {
            undecided.remove(offset);
        }
    }

    /** The execution is done with. */
    void finished(UUID executionId) {
        Long offset = offsets.remove(executionId);
        if (offset != null) {
            undecided.remove(offset);
            open.remove(offset);
        }
    }

    /** The offset of the next record to read. */
    long next() {
        return next;
    }

    /** What is to be committed now. */
    Place place() {
        long position = undecided.isEmpty() ? next : undecided.first();
        var oldest = open.firstEntry();
        return oldest == null
                ? new Place(next, position, eventsEnd)
                : new Place(oldest.getKey(), position, oldest.getValue());
    }
}
