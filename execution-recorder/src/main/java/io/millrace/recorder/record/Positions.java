package io.millrace.recorder.record;

import io.millrace.schemas.stream.Epoch;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds out where to read on. */
final class Positions {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final KafkaClients kafka;
    private final OffsetTable offsets;
    private final TransactionTemplate transaction;

    Positions(KafkaClients kafka, OffsetTable offsets, TransactionTemplate transaction) {
        this.kafka = kafka;
        this.offsets = offsets;
        this.transaction = transaction;
    }

    /** The next offset of each partition, by the table and by what the log still has. */
    Map<TopicPartition, Long> claim(Consumer<?, ?> consumer, Set<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, TIMEOUT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
        String epoch = epoch();
        Map<TopicPartition, OffsetTable.Extent> extents = partitions.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        partition -> new OffsetTable.Extent(
                                beginnings.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L))));
        return transaction.execute(status -> offsets.claim(epoch, extents));
    }

    private String epoch() {
        try {
            return Epoch.of(kafka.admin());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("the brokers do not tell the topics' ids", e);
        }
    }
}
