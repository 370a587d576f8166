package io.millrace.gateway.door;

import java.util.List;

/**
 * How far the workers are behind.
 *
 * @param byPartition triggers that wait, by partition; 0 where no worker has ever said how far it is
 * @param drain triggers that all workers decide in a second
 */
record Lag(List<Long> byPartition, double drain) {
    private static final int LONGEST = 60;

    Lag {
        byPartition = List.copyOf(byPartition);
    }

    long total() {
        return byPartition.stream().mapToLong(Long::longValue).sum();
    }

    int partitions() {
        return byPartition.size();
    }

    long of(int partition) {
        return byPartition.get(partition);
    }

    /**
     * The total, in which one partition that stands still does not count for all: it takes a quarter to close the door.
     */
    long bounded(long limit) {
        long most = Math.max(limit / 4, limit / byPartition.size());
        return byPartition.stream().mapToLong(lag -> Math.min(lag, most)).sum();
    }

    /** How long the workers need for so many, at least a second; a minute if they stand still. */
    long secondsFor(long triggers) {
        return drain <= 0 ? LONGEST : Math.clamp((long) Math.ceil((triggers + 1) / drain), 1, LONGEST);
    }
}
