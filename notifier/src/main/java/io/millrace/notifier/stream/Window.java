package io.millrace.notifier.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The most recent records in one order, by owner. Whoever follows holds the number of the record to look at next; so a
 * slow receiver costs nothing but its place, and nobody waits for it.
 */
final class Window {
    private final int maxRecords;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Map<String, Feed> feeds = new HashMap<>();
    /** Every record from here on that somebody may be told of is in the window. */
    private @Nullable Position floor;
    /** How far the log has been read. */
    private @Nullable Position live;

    private @Nullable String liveCursor;
    private long nextNumber;
    private long bytes;
    private long untold;
    private boolean open;

    private record Entry(long number, StreamRecord record) {}

    /** What one owner's followers look at. */
    private static final class Feed {
        final TreeMap<Long, StreamRecord> records = new TreeMap<>();
        final Set<Runnable> followers = new LinkedHashSet<>();
        long lastEvicted = -1;
    }

    /**
     * What a follower gets.
     *
     * @param records in order
     * @param next the number to look at next
     * @param end how far the log has been read, if the records reach that far
     * @param endCursor the same as clients hold it
     */
    record Slice(List<StreamRecord> records, long next, Optional<Position> end, String endCursor) {}

    Window(int maxRecords, long maxBytes) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    /** Forgets everything and begins anew at a place; all followers have missed something. */
    void reset(Position start) {
        lock.lock();
        try {
            entries.clear();
            bytes = 0;
            for (Feed feed : feeds.values()) {
                feed.records.clear();
                feed.lastEvicted = nextNumber;
                feed.followers.forEach(Runnable::run);
            }
            feeds.values().removeIf(feed -> feed.followers.isEmpty());
            nextNumber++;
            floor = start.copy();
            live = start.copy();
            liveCursor = null;
        } finally {
            lock.unlock();
        }
    }

    /** From now on what {@link #live} says is about where the log ends. */
    void open() {
        lock.lock();
        try {
            open = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody who asks for what happens from now on can be told. */
    boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** How many records have left the window without anybody having been told of them: undecoded. */
    long untold() {
        lock.lock();
        try {
            return untold;
        } finally {
            lock.unlock();
        }
    }

    /** How far the log has been read; empty before the first {@link #reset}. */
    Optional<Position> live() {
        lock.lock();
        try {
            return Optional.ofNullable(live).map(Position::copy);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds what was read.
     *
     * @param records in the order in which followers are to see them
     * @param reached by lane, the offset below which everything has been read
     */
    void append(Collection<StreamRecord> records, Map<Integer, Long> reached) {
        lock.lock();
        try {
            Position end = opened(live);
            var touched = new LinkedHashSet<Feed>();
            for (StreamRecord record : records) {
                Feed feed = feeds.computeIfAbsent(record.owner(), owner -> new Feed());
                feed.records.put(nextNumber, record);
                entries.add(new Entry(nextNumber++, record));
                bytes += record.size();
                end.advance(record.lane(), record.offset() + 1);
                touched.add(feed);
            }
            reached.forEach(end::advance);
            liveCursor = null;
            evict();
            for (Feed feed : touched) {
                feed.followers.forEach(Runnable::run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void evict() {
        while (entries.size() > maxRecords || bytes > maxBytes) {
            Entry oldest = entries.remove();
            StreamRecord record = oldest.record();
            bytes -= record.size();
            untold += record.isUntold() ? 1 : 0;
            opened(floor).advance(record.lane(), record.offset() + 1);
            Feed feed = feeds.get(record.owner());
            if (feed != null) {
                feed.records.remove(oldest.number());
                feed.lastEvicted = oldest.number();
                removeIfUnused(record.owner(), feed);
            }
        }
    }

    /**
     * Follows an owner's records from a place.
     *
     * @param wake called when there may be something; must not block
     * @return the number to look at first; empty if the window does not hold all that comes after the place
     */
    OptionalLong follow(String owner, Position from, Runnable wake) {
        lock.lock();
        try {
            Position held = opened(floor);
            if (!from.isInSameLog(held) || !from.isAtLeast(held)) {
                return OptionalLong.empty();
            }
            Feed feed = feeds.computeIfAbsent(owner, name -> new Feed());
            feed.followers.add(wake);
            return OptionalLong.of(feed.lastEvicted + 1);
        } finally {
            lock.unlock();
        }
    }

    /** Ends what {@link #follow} began. */
    void unfollow(String owner, Runnable wake) {
        lock.lock();
        try {
            Feed feed = feeds.get(owner);
            if (feed != null) {
                feed.followers.remove(wake);
                removeIfUnused(owner, feed);
            }
        } finally {
            lock.unlock();
        }
    }

    private void removeIfUnused(String owner, Feed feed) {
        if (feed.records.isEmpty() && feed.followers.isEmpty()) {
            feeds.remove(owner);
        }
    }

    /**
     * What a follower has not seen yet.
     *
     * @param next the number to look at
     * @param limit how many records at most
     * @return empty if something that the follower had not seen is no longer held
     */
    Optional<Slice> read(Filter filter, Position position, long next, int limit) {
        lock.lock();
        try {
            Position end = opened(live);
            Feed feed = feeds.get(filter.owner());
            if (feed == null || feed.lastEvicted >= next || !position.isInSameLog(end)) {
                return Optional.empty();
            }
            var records = new ArrayList<StreamRecord>();
            for (var numbered : feed.records.tailMap(next).entrySet()) {
                StreamRecord record = numbered.getValue();
                if (!position.hasSeen(record.lane(), record.offset()) && filter.matches(record)) {
                    records.add(record);
                    if (records.size() == limit) {
                        return Optional.of(new Slice(records, numbered.getKey() + 1, Optional.empty(), ""));
                    }
                }
            }
            return Optional.of(new Slice(records, nextNumber, Optional.of(end.copy()), liveCursor()));
        } finally {
            lock.unlock();
        }
    }

    /** Encoded once for all who have seen everything. */
    private String liveCursor() {
        if (liveCursor == null) {
            liveCursor = opened(live).encode();
        }
        return liveCursor;
    }

    private static Position opened(@Nullable Position position) {
        if (position == null) {
            throw new IllegalStateException("the log is not being read yet");
        }
        return position;
    }
}
