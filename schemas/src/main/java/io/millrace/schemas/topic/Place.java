package io.millrace.schemas.topic;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far a worker has come with a partition of {@link Topics#TRIGGERS}, as it commits it with each transaction.
 *
 * @param watermark the offset of the oldest trigger whose execution is unfinished; everything below is done with
 * @param position the offset of the next trigger to decide
 * @param journal the offset in the events' partition from which on they tell all of the unfinished executions
 * @param read the offset behind the last trigger that was read: from here on none was ever decided, while between
 *     position and here some may have been
 */
public record Place(long watermark, long position, long journal, long read) {
    private static final String FORMAT = "2";

    /**
     * Where a partition begins whose place is not known: the journal is read from its start.
     *
     * @param triggersEnd any trigger below may have been decided
     */
    public static Place beginning(long triggersStart, long journalStart, long triggersEnd) {
        return new Place(triggersStart, triggersStart, journalStart, triggersEnd);
    }

    /** Nothing above the position was decided. */
    public Place(long watermark, long position, long journal) {
        this(watermark, position, journal, position);
    }

    /**
     * Reads a committed place.
     *
     * @throws IllegalStateException if the metadata is none of ours
     */
    public static Place of(OffsetAndMetadata committed) {
        String[] parts = committed.metadata().split(";", -1);
        try {
            if (parts.length == 4 && parts[0].equals(FORMAT)) {
                return new Place(
                        committed.offset(),
                        Long.parseLong(parts[1]),
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]));
            }
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    "the committed offset's metadata '" + committed.metadata() + "' is damaged", e);
        }
        throw new IllegalStateException(
                "the committed offset's metadata '" + committed.metadata() + "' was not written by a worker");
    }

    /** As it is committed. */
    public OffsetAndMetadata toCommit() {
        return new OffsetAndMetadata(watermark, FORMAT + ";" + position + ";" + journal + ";" + read);
    }
}
