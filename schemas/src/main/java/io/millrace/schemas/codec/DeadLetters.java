package io.millrace.schemas.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.topic.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What becomes of a record that its consumer cannot use: key, value and headers as they were, and more headers that say
 * where it was and what is wrong with it.
 */
public final class DeadLetters {
    /** Consumer, topic, partition and offset, joined by slashes: a record that is sent twice has one id. */
    public static final String ID = "dead_letter_id";

    /** The topic that the record was read from. */
    public static final String TOPIC = "dead_letter_topic";

    /** The partition that it was read from, decimal. */
    public static final String PARTITION = "dead_letter_partition";

    /** Its offset there, decimal. */
    public static final String OFFSET = "dead_letter_offset";

    /** What is wrong with it, for people. */
    public static final String REASON = "dead_letter_reason";

    private DeadLetters() {}

    /**
     * The record for the consumer's dead-letter topic; to be acknowledged before the consumer moves on.
     *
     * @param consumer the service's name
     */
    public static ProducerRecord<byte[], byte[]> of(
            String consumer, ConsumerRecord<byte[], byte[]> record, String reason) {
        var letter =
                new ProducerRecord<>(Topics.deadLetter(consumer), null, record.key(), record.value(), record.headers());
        String id = consumer + "/" + record.topic() + "/" + record.partition() + "/" + record.offset();
        add(letter, ID, id);
        add(letter, TOPIC, record.topic());
        add(letter, PARTITION, Integer.toString(record.partition()));
        add(letter, OFFSET, Long.toString(record.offset()));
        add(letter, REASON, reason);
        return letter;
    }

    private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(UTF_8));
    }
}
