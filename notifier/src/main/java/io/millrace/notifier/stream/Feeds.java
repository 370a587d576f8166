package io.millrace.notifier.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose records the window keeps: of owners whom somebody follows, or has followed a while ago. In the beginning of
 * all, as nobody can be back yet. The window's lock guards it.
 */
final class Feeds {
    private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();

    private final long lingerNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Feed> byOwner = new HashMap<>();
    private boolean open;
    private long openedNanos;
    private long sweptNanos;

    /**
     * None yet.
     *
     * @param linger how long an owner's records are kept when nobody follows any more
     * @param nanoTime as {@link System#nanoTime}
     */
    Feeds(Duration linger, LongSupplier nanoTime) {
        this.lingerNanos = linger.toNanos();
        this.nanoTime = nanoTime;
        this.sweptNanos = nanoTime.getAsLong();
    }

    /** The beginning ends a while from now. */
    void open() {
        open = true;
        openedNanos = nanoTime.getAsLong();
    }

    /** It begins anew, with another log or after a gap. */
    void restart(Position start, long number) {
        openedNanos = nanoTime.getAsLong();
        for (Feed feed : byOwner.values()) {
            feed.restart(start, number);
            feed.wake();
        }
    }

    private boolean keepsAll() {
        return !open || nanoTime.getAsLong() - openedNanos < lingerNanos;
    }

    @Nullable
    Feed get(String owner) {
        return byOwner.get(owner);
    }

    /** Where an owner's records are to go; null if nobody is there to be told. */
    @Nullable
    Feed toKeep(String owner, Position floor) {
        return keepsAll() ? feed(owner, floor) : byOwner.get(owner);
    }

    /** An owner's feed; a new one has what the window has of all owners, or what comes from now on. */
    Feed get(String owner, Position floor, Position live) {
        return feed(owner, keepsAll() ? floor : live);
    }

    private Feed feed(String owner, Position since) {
        return byOwner.computeIfAbsent(owner, name -> new Feed(since, nanoTime.getAsLong()));
    }

    void unfollow(String owner, Runnable follower) {
        Feed feed = byOwner.get(owner);
        if (feed != null) {
            feed.unfollow(follower, nanoTime.getAsLong());
        }
    }

    /**
     * Forgets owners whom nobody follows any more. Not in the beginning, when one that comes again would claim to have
     * all.
     */
    void sweep() {
        long now = nanoTime.getAsLong();
        if (now - sweptNanos > SWEEP_NANOS && !keepsAll()) {
            sweptNanos = now;
            byOwner.values().removeIf(feed -> feed.isDeserted(now, lingerNanos));
        }
    }
}
