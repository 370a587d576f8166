package io.millrace.worker.loop;

import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what the events of partitions that are being taken over tell. The ends to read up to are those that include
 * open transactions: the last commit's markers can reach the events after the committed offset became visible.
 */
final class JournalReader {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Map<String, Object> consumerProperties;
    private final TransactionFencer fencer;

    JournalReader(Map<String, Object> consumerProperties, TransactionFencer fencer) {
        this.consumerProperties = new HashMap<>(consumerProperties);
        this.consumerProperties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        this.consumerProperties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        this.consumerProperties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.consumerProperties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        this.fencer = fencer;
    }

    /**
     * Reads partitions of the events.
     *
     * @param from where to begin, by partition
     * @param ends up to where, by partition
     */
    Map<Integer, Journal> read(Map<Integer, Long> from, Map<Integer, Long> ends)
            throws InterruptedException, ExecutionException {
        Map<Integer, Journal> journals =
                from.keySet().stream().collect(Collectors.toMap(partition -> partition, partition -> new Journal()));
        try (var consumer =
                new KafkaConsumer<>(consumerProperties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(from.keySet().stream().map(JournalReader::events).toList());
            from.forEach((partition, offset) -> consumer.seek(events(partition), offset));
            long lastProgress = System.nanoTime();
            long total = -1;
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Journal journal = journals.get(record.partition());
                    if (journal != null) {
                        journal.add(record);
                    }
                }
                long sum = 0;
                var behind = new HashMap<TopicPartition, Long>();
                for (var end : ends.entrySet()) {
                    long position = consumer.position(events(end.getKey()));
                    sum += position;
                    if (position < end.getValue()) {
                        behind.put(events(end.getKey()), position);
                    }
                }
                if (behind.isEmpty()) {
                    return journals;
                }
                if (sum > total) {
                    total = sum;
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                    for (TopicPartition partition : behind.keySet()) {
                        fencer.fence(partition);
                    }
                    lastProgress = System.nanoTime();
                }
            }
        }
    }

    private static TopicPartition events(int partition) {
        return new TopicPartition(Topics.EVENTS, partition);
    }
}
