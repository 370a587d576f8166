package io.millrace.schemas.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.topic.Topics;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

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

    /** On a mark without a value in the dead-letter topic: the id of the letter that was sent again. */
    public static final String REDRIVEN = "dead_letter_redriven";

    private static final String PREFIX = "dead_letter_";

    private DeadLetters() {}

    /**
     * The record as it was, for the place that it came from.
     *
     * @throws IllegalArgumentException if the headers do not say where that was
     */
    public static ProducerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> letter) {
        int partition;
        try {
            partition = Integer.parseInt(required(letter, PARTITION));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(PARTITION + " is no number", e);
        }
        var record = new ProducerRecord<>(required(letter, TOPIC), partition, letter.key(), letter.value());
        for (Header header : letter.headers()) {
            if (!header.key().startsWith(PREFIX)) {
                record.headers().add(header);
            }
        }
        return record;
    }

    /** The mark that the letter with this id was sent again. */
    public static ProducerRecord<byte[], byte[]> redriven(String consumer, String id) {
        var mark = new ProducerRecord<byte[], byte[]>(Topics.deadLetter(consumer), id.getBytes(UTF_8), null);
        add(mark, REDRIVEN, id);
        return mark;
    }

    /** A header's text; empty if the record does not have it. */
    public static Optional<String> header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return Optional.ofNullable(letter.headers().lastHeader(name)).map(header -> new String(header.value(), UTF_8));
    }

    private static String required(ConsumerRecord<byte[], byte[]> letter, String name) {
        return header(letter, name)
                .orElseThrow(() -> new IllegalArgumentException("the header " + name + " is missing"));
    }

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
