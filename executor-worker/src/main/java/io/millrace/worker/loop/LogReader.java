package io.millrace.worker.loop;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what the logs of partitions that are being taken over tell. The ends to read up to are those that include open
 * transactions: the last commit's markers can reach a log after the committed offset became visible.
 */
final class LogReader {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Map<String, Object> consumerProperties;
    private final TransactionFencer fencer;

    LogReader(Map<String, Object> consumerProperties, TransactionFencer fencer) {
        this.consumerProperties = new HashMap<>(consumerProperties);
        this.consumerProperties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        this.consumerProperties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        this.consumerProperties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.consumerProperties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        this.fencer = fencer;
    }

    /**
     * Reads partitions.
     *
     * @param from where to begin
     * @param ends up to where
     */
    void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException {
        if (from.isEmpty()) {
            return;
        }
        try (var consumer =
                new KafkaConsumer<>(consumerProperties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            long lastProgress = System.nanoTime();
            long total = -1;
            while (true) {
                consumer.poll(POLL).forEach(records);
                long sum = 0;
                var behind = new HashMap<TopicPartition, Long>();
                for (TopicPartition partition : from.keySet()) {
                    long position = consumer.position(partition);
                    sum += position;
                    if (position < requireNonNull(ends.get(partition))) {
                        behind.put(partition, position);
                    }
                }
                if (behind.isEmpty()) {
                    return;
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
}
