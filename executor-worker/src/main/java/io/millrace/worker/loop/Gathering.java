package io.millrace.worker.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads what a step decides on. Under load it lets more come together first: a transaction costs worker and broker as
 * much as some dozen executions, and a loop that goes on at once takes every processor that is free for transactions of
 * a few.
 */
final class Gathering {
    private static final Duration SHORTEST_REST = Duration.ofMillis(10);
    private static final Duration LONGEST_REST = Duration.ofMillis(30);
    /** What the first poll after a rest brings was fetched before it; the rest of it takes a fetch more. */
    private static final Duration FETCH = Duration.ofMillis(5);
    /** Records in a transaction, from which on it is load. */
    static final int BUSY = 100;

    private final Logs logs;
    private final int enough;
    private final Duration longestRest;
    private long polled = System.nanoTime();
    private boolean busy;
    private boolean rested;

    Gathering(Logs logs) {
        this(logs, BUSY, LONGEST_REST);
    }

    /** @param enough records in a transaction to rest after it */
    Gathering(Logs logs, int enough, Duration longestRest) {
        this.logs = logs;
        this.enough = enough;
        this.longestRest = longestRest;
    }

    /** A step wrote so many records. */
    void wrote(int records) {
        busy = records >= enough;
    }

    /**
     * Rests under load, unless there is more to read already; to be called before a poll that nobody waits for. It
     * rests for as long as the last step took: the slower everything is, the more comes together.
     */
    void rest(Assignment assignment) {
        busy &= assignment.partitions().stream().noneMatch(this::hasMore);
        rested = busy;
        if (busy) {
            long taken = Math.max(SHORTEST_REST.toNanos(), System.nanoTime() - polled);
            LockSupport.parkNanos(Math.min(taken, longestRest.toNanos()));
        }
    }

    /** Reads on; nothing if it is woken. */
    List<ConsumerRecord<byte[], byte[]>> poll(Duration atMost) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        logs.poll(atMost).forEach(records::add);
        if (rested && !records.isEmpty()) {
            logs.poll(FETCH).forEach(records::add);
        }
        rested = false;
        polled = System.nanoTime();
        return records;
    }

    private boolean hasMore(Partition partition) {
        return logs.lag(Takeover.triggers(partition.number)).orElse(0) > 0;
    }
}
