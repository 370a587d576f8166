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
    /** Shorter than a commit takes under load, so that nobody waits much longer than without. */
    private static final Duration REST = Duration.ofMillis(10);
    /** What the first poll after a rest brings was fetched before it; the rest of it takes a fetch more. */
    private static final Duration FETCH = Duration.ofMillis(5);
    /** Records in a transaction, from which on it is load. */
    private static final int BUSY = 100;

    private final Logs logs;
    private final int enough;
    private final Duration rest;
    private boolean busy;

    Gathering(Logs logs) {
        this(logs, BUSY, REST);
    }

    /** @param enough records in a transaction to rest after it */
    Gathering(Logs logs, int enough, Duration rest) {
        this.logs = logs;
        this.enough = enough;
        this.rest = rest;
    }

    /** A transaction had so many records. */
    void wrote(int records) {
        busy = records >= enough;
    }

    /** Rests under load, unless there is more to read already; to be called before a poll that nobody waits for. */
    void rest(Assignment assignment) {
        busy &= assignment.partitions().stream().noneMatch(this::hasMore);
        if (busy) {
            LockSupport.parkNanos(rest.toNanos());
        }
    }

    /** Reads on; nothing if it is woken. */
    List<ConsumerRecord<byte[], byte[]>> poll(Duration atMost) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        logs.poll(atMost).forEach(records::add);
        if (busy && !records.isEmpty()) {
            logs.poll(FETCH).forEach(records::add);
        }
        return records;
    }

    private boolean hasMore(Partition partition) {
        return logs.lag(Takeover.triggers(partition.number)).orElse(0) > 0;
    }
}
