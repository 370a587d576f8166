package io.millrace.notifier.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records go that nobody can be told of. */
@FunctionalInterface
interface DeadLetterBox {
    /**
     * Takes a record; more than once does no harm.
     *
     * @param reason what is wrong with it, for people
     */
    void put(ConsumerRecord<byte[], byte[]> record, String reason);
}
