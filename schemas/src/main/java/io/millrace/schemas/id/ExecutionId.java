package io.millrace.schemas.id;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes and reads execution ids: UUIDs whose twelve bits after the version nibble are the partition of every record of
 * the execution, so that whoever holds an id can reach its owner.
 *
 * <p>Version 7 as in RFC 9562: 48 bits of Unix milliseconds, the partition in place of {@code rand_a}, 62 random bits.
 *
 * <p>Version 8, derived from an idempotency key: 16 bits of days since 1970, 32 of a hash, the partition, 62 more of
 * the hash. The same key gives the same id all day.
 */
public final class ExecutionId {
    /** One more than the highest partition that an id can carry. */
    public static final int MAX_PARTITIONS = 1 << 12;

    /** Of what is hashed, this many bytes are needed; the last two bits of them are not used. */
    public static final int HASH_BYTES = 12;

    private static final long TIMESTAMP_LIMIT = 1L << 48;
    private static final long DAY_LIMIT = 1L << 16;
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
        requirePartition(partition);
        long millis = createdAt.toEpochMilli();
        if (millis < 0 || millis >= TIMESTAMP_LIMIT) {
            throw new IllegalArgumentException(createdAt + " does not fit into an execution id");
        }
        return new UUID(millis << 16 | 0x7000L | partition, VARIANT | random.nextLong() >>> 2);
    }

    /**
     * The version 8 id of a key.
     *
     * @param day on which the trigger was accepted, in UTC; 1970-01-01 to 2149-06-06
     * @param partition of the {@code execution.*} topics, 0 to 4095
     * @param hash of workflow, node and key, of which the first {@link #HASH_BYTES} bytes are taken
     * @throws IllegalArgumentException if day or partition do not fit or the hash is too short
     */
    public static UUID derived(LocalDate day, int partition, byte[] hash) {
        requirePartition(partition);
        long days = day.toEpochDay();
        if (days < 0 || days >= DAY_LIMIT) {
            throw new IllegalArgumentException(day + " does not fit into a derived execution id");
        }
        if (hash.length < HASH_BYTES) {
            throw new IllegalArgumentException("a hash of " + hash.length + " bytes is too short");
        }
        var bits = ByteBuffer.wrap(hash);
        return new UUID(
                days << 48 | Integer.toUnsignedLong(bits.getInt()) << 16 | 0x8000L | partition,
                VARIANT | bits.getLong() >>> 2);
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

    /** Whether an id was derived from a delivery's key, so that the same delivery, accepted again, has the same. */
    public static boolean isDerived(UUID id) {
        return id.version() == 8;
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

    /**
     * The day, in UTC, on which the execution with this version 8 id was created.
     *
     * @throws IllegalArgumentException for any other version
     */
    public static LocalDate day(UUID id) {
        if (id.version() != 8) {
            throw new IllegalArgumentException(id + " is of version " + id.version() + " and not derived");
        }
        return LocalDate.ofEpochDay(id.getMostSignificantBits() >>> 48);
    }

    private static void requirePartition(int partition) {
        if (partition < 0 || partition >= MAX_PARTITIONS) {
            throw new IllegalArgumentException("partition " + partition + " is not in 0.." + (MAX_PARTITIONS - 1));
        }
    }
}
