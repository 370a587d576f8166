package io.millrace.gateway.trigger;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Spreads executions over partitions, those that come together to the same one: what is written, committed and read
 * costs by the partition first, and by the record only after that.
 */
final class Spread {
    /** Short enough that no worker notices a turn. */
    static final Duration STAY = Duration.ofMillis(5);

    /** Which partition, and until when in nanoseconds. */
    private record Choice(int partition, long until) {}

    private final int partitions;
    private volatile Choice choice = new Choice(0, System.nanoTime());

    Spread(int partitions) {
        this.partitions = partitions;
    }

    /** The same partition for a while, and then perhaps another. */
    int partition() {
        long now = System.nanoTime();
        Choice current = choice;
        if (current.until - now <= 0) {
            current = new Choice(ThreadLocalRandom.current().nextInt(partitions), now + STAY.toNanos());
            choice = current; // two that come at once may choose apart, which only spreads more
        }
        return current.partition;
    }
}
