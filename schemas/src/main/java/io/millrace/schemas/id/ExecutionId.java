package io.millrace.schemas.id;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes and reads execution ids: UUIDs whose twelve bits after the version nibble are the partition of every record of
 * the execution, so that whoever holds an id can reach its owner.
 *
 * <p>Version 7 as in RFC 9562: 48 bits of Unix milliseconds, the partition in place of {@code rand_a}, 62 random bits.
 */
public final class ExecutionId {
    /** One more than the highest partition that an id can carry. */
    public static final int MAX_PARTITIONS = 1 << 12;

    private static final long TIMESTAMP_LIMIT = 1L << 48;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private ExecutionId() {}

    /**
     * A new version 7 id.
     *
     * @param createdAt when the trigger was accepted; kept to the millisecond
     * @param partition of the {@code execution.*} topics, 0 to 4095
     * @param random the source of the other 62 bits; must be unpredictable where ids must be
     * @throws IllegalArgumentException if partition or time do not fit
     */
    public static UUID create(Instant createdAt, int partition, RandomGenerator random) {
        if (partition < 0 || partition >= MAX_PARTITIONS) {
            throw new IllegalArgumentException("partition " + partition + " is not in 0.." + (MAX_PARTITIONS - 1));
        }
        long millis = createdAt.toEpochMilli();
        if (millis < 0 || millis >= TIMESTAMP_LIMIT) {
            throw new IllegalArgumentException(createdAt + " does not fit into an execution id");
        }
        return new UUID(millis << 16 | 0x7000L | partition, VARIANT | random.nextLong() >>> 2);
    }

    /**
     * The partition that an id carries.
     *
     * @throws IllegalArgumentException if the id is not of version 7 or 8 and so none of ours
     */
    public static int partitionOf(UUID id) {
        if (!isExecutionId(id)) {
            throw new IllegalArgumentException(id + " is not an execution id: its version is neither 7 nor 8");
        }
        return (int) id.getMostSignificantBits() & (MAX_PARTITIONS - 1);
    }

    /** Whether the id has the form of an execution's. */
    public static boolean isExecutionId(UUID id) {
        return id.variant() == 2 && (id.version() == 7 || id.version() == 8);
    }

    /**
     * When the execution with this version 7 id was created, to the millisecond.
     *
     * @throws IllegalArgumentException for any other version: a version 8 id carries only a day
     */
    public static Instant createdAt(UUID id) {
        if (id.version() != 7) {
            throw new IllegalArgumentException(id + " is of version " + id.version() + " and carries no time");
        }
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
