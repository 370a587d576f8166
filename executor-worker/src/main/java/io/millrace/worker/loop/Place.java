package io.millrace.worker.loop;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far a partition has come, as it is committed with each transaction.
 *
 * @param watermark the offset of the oldest trigger whose execution is unfinished; everything below is done with
 * @param position the offset of the next trigger to decide
 * @param journal the offset in the events' partition from which on they tell all of the unfinished executions
 */
record Place(long watermark, long position, long journal) {
    private static final String FORMAT = "1";

    /** Where a partition begins that nobody ever committed a place for: the journal is read from its start. */
    static Place beginning(long triggersStart, long journalStart) {
        return new Place(triggersStart, triggersStart, journalStart);
    }

    /**
     * Reads a committed place.
     *
     * @throws IllegalStateException if the metadata is none of ours
     */
    static Place of(OffsetAndMetadata committed) {
        String[] parts = committed.metadata().split(";", -1);
        try {
            if (parts.length == 3 && parts[0].equals(FORMAT)) {
                return new Place(committed.offset(), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            }
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    "the committed offset's metadata '" + committed.metadata() + "' is damaged", e);
        }
        throw new IllegalStateException(
                "the committed offset's metadata '" + committed.metadata() + "' was not written by a worker");
    }

    OffsetAndMetadata toCommit() {
        return new OffsetAndMetadata(watermark, FORMAT + ";" + position + ";" + journal);
    }
}
