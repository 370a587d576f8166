package io.millrace.benchmark.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Followers, each on a thread of its own. */
public final class Fleet implements AutoCloseable {
    private final List<Follower> followers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Starts it. */
    public void add(Follower follower) {
        followers.add(follower);
        threads.add(Thread.ofVirtual().start(follower));
    }

    /** In the order in which they were added. */
    public List<Follower> followers() {
        return followers;
    }

    /** Returns when all are subscribed. */
    public void awaitBegun() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!followers.stream().allMatch(Follower::hasBegun)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only %d of %d are connected"
                        .formatted(followers.stream().filter(Follower::hasBegun).count(), followers.size()));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Waits until all have been told everything; gives up some time after. */
    public void awaitComplete(int seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (Follower follower : followers) {
            while (!follower.journal().isComplete() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Stops all and settles their journals. */
    @Override
    public void close() throws IOException {
        for (Follower follower : followers) {
            follower.stop();
        }
        join(threads);
        followers.forEach(follower -> follower.journal().close());
    }

    /** Waits for threads that have been told to end. */
    static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
