package io.millrace.notifier.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The most recent records in one order, by owner. Whoever follows holds the number of the record to look at next; so a
 * slow receiver costs nothing but its place, and nobody waits for it. Records of owners whom nobody follows, or has
 * followed a while ago, are dropped as they come, except in the beginning: then nobody is back yet.
 */
final class Window {
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Feeds feeds;
    /** Every record from here on that somebody may be told of is in the window. */
    private @Nullable Position floor;
    /** How far the log has been read. */
    private @Nullable Position live;

    private @Nullable String liveCursor;
    private long nextNumber;
    private long bytes;
    private final LongAdder untold = new LongAdder();
    private volatile boolean open;

    private record Entry(long number, StreamRecord record) {}

    /**
     * What it holds.
     *
     * @param records how many at most
     * @param bytes how much memory they take at most, about
     * @param linger how long an owner's records are kept when nobody follows any more
     */
    record Limits(int records, long bytes, Duration linger) {}

    /**
     * What a follower gets.
     *
     * @param records in order
     * @param next the number to look at next
     * @param end how far the log has been read, if the records reach that far
     * @param endCursor the same as clients hold it
     */
    record Slice(List<StreamRecord> records, long next, Optional<Position> end, String endCursor) {}

    Window(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.feeds = new Feeds(limits.linger(), nanoTime);
    }

    /** Forgets everything and begins anew at a place; all followers have missed something. */
    void reset(Position start) {
        lock.lock();
        try {
            entries.clear();
            bytes = 0;
            floor = start.copy();
            live = start.copy();
            liveCursor = null;
            feeds.restart(start, nextNumber++);
        } finally {
            lock.unlock();
        }
    }

    /** From now on what {@link #live} says is about where the log ends. */
    void open() {
        lock.lock();
        try {
            open = true;
            feeds.open();
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody who asks for what happens from now on can be told. */
    boolean isOpen() {
        return open;
    }

    /** How many records were dropped, or left the window, without anybody having been told of them: undecoded. */
    long untold() {
        return untold.sum();
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
                Feed feed = feeds.toKeep(record.owner(), opened(floor));
                if (feed == null) {
                    untold.increment();
                } else {
                    feed.add(nextNumber, record.detached());
                    entries.add(new Entry(nextNumber++, record));
                    bytes += record.size();
                    touched.add(feed);
                }
                end.advance(record.lane(), record.offset() + 1);
            }
            reached.forEach(end::advance);
            liveCursor = null;
            evict();
            feeds.sweep();
            touched.forEach(Feed::wake);
        } finally {
            lock.unlock();
        }
    }

    private void evict() {
        while (entries.size() > limits.records() || bytes > limits.bytes()) {
            Entry oldest = entries.remove();
            StreamRecord record = oldest.record();
            bytes -= record.size();
            if (record.isUntold()) {
                untold.increment();
            }
            opened(floor).advance(record.lane(), record.offset() + 1);
            Feed feed = feeds.get(record.owner());
            if (feed != null) {
                feed.evict(oldest.number());
            }
        }
    }

    /** How far the log has been read; from there on the owner's records are kept for a while. */
    Position expect(String owner) {
        lock.lock();
        try {
            Position from = opened(live);
            feeds.get(owner, opened(floor), from);
            return from.copy();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Follows an owner's records from a place, until {@link #unfollow}.
     *
     * @param wake called when there may be something; must not block
     * @return the number to look at first; empty if the window does not hold all that comes after the place: but from
     *     now on it keeps what comes
     */
    OptionalLong follow(String owner, Position from, Runnable wake) {
        lock.lock();
        try {
            Position held = opened(floor);
            Feed feed = feeds.get(owner, held, opened(live));
            feed.follow(wake);
            boolean covered = from.isInSameLog(held) && from.isAtLeast(held) && feed.covers(from);
            return covered ? OptionalLong.of(feed.firstNumber()) : OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what {@link #follow} began. */
    void unfollow(String owner, Runnable wake) {
        lock.lock();
        try {
            feeds.unfollow(owner, wake);
        } finally {
            lock.unlock();
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
            if (feed == null || feed.hasLost(next) || !position.isInSameLog(end)) {
                return Optional.empty();
            }
            var records = new ArrayList<StreamRecord>();
            for (var numbered : feed.from(next).entrySet()) {
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
