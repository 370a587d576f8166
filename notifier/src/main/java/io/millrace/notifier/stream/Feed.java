package io.millrace.notifier.stream;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One owner's part of the window. The window's lock guards it. */
final class Feed {
    private final TreeMap<Long, StreamRecord> records = new TreeMap<>();
    private final Set<Runnable> followers = new LinkedHashSet<>();
    /** All of the owner's records from here on went into the window. */
    private Position since;
    /** When the last follower left; since the beginning if there was none. */
    private long leftNanos;

    private long lastEvicted = -1;

    Feed(Position since, long nowNanos) {
        this.since = since.copy();
        this.leftNanos = nowNanos;
    }

    void add(long number, StreamRecord record) {
        records.put(number, record);
    }

    void evict(long number) {
        records.remove(number);
        lastEvicted = number;
    }

    /** All that was there is gone, and so is the log that it was from. */
    void restart(Position start, long number) {
        records.clear();
        lastEvicted = number;
        since = start.copy();
    }

    /** Whether it has, or had, all that comes after a place. */
    boolean covers(Position from) {
        return from.isInSameLog(since) && from.isAtLeast(since);
    }

    /** Whether a record was evicted that a follower at this number has not looked at. */
    boolean hasLost(long number) {
        return lastEvicted >= number;
    }

    long firstNumber() {
        return lastEvicted + 1;
    }

    SortedMap<Long, StreamRecord> from(long number) {
        return records.tailMap(number);
    }

    void follow(Runnable follower) {
        followers.add(follower);
    }

    void unfollow(Runnable follower, long nowNanos) {
        followers.remove(follower);
        leftNanos = nowNanos;
    }

    /** Whether nobody has followed for so long. */
    boolean isDeserted(long nowNanos, long forNanos) {
        return followers.isEmpty() && nowNanos - leftNanos > forNanos;
    }

    void wake() {
        followers.forEach(Runnable::run);
    }
}
