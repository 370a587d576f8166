package io.millrace.recorder.record;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a loop's records go.
 *
 * @param <T> what a record is to it
 */
interface Sink<T> {
    /** The consumers of which one has each partition, by name. */
    String group();

    /** The topics that it takes; a partition's number belongs to one member of the group in all of them. */
    List<String> topics();

    /** What a record means. */
    T read(ConsumerRecord<byte[], byte[]> record) throws UnusableRecordException;

    /**
     * Writes the records and moves the offsets, all in one transaction or not at all.
     *
     * @throws StaleOffsetsException if somebody else has moved an offset
     * @throws UnwritableException if the records can never be written as they are
     */
    void write(List<Move> moves, List<T> records);
}
