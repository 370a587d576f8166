package io.millrace.worker.loop;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that a lost worker left open. Nothing behind them can be read until they end, and the broker by
 * itself would wait for their time-out. One that has just begun may belong to a worker that lives, and is left alone.
 */
final class TransactionFencer {
    private static final Logger log = LoggerFactory.getLogger(TransactionFencer.class);
    private static final Duration SUSPICIOUS = Duration.ofSeconds(1);

    private final Admin admin;
    private final Clock clock;

    TransactionFencer(Admin admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
    }

    /** Fences the producers whose open transactions hold up the group's committed offsets. */
    void fenceGroup(String groupId) throws InterruptedException, ExecutionException {
        String topic = Topic.GROUP_METADATA_TOPIC_NAME;
        int partitions = requireNonNull(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic))
                .partitions()
                .size();
        fence(new TopicPartition(topic, Utils.abs(groupId.hashCode()) % partitions));
    }

    /** Fences the producers whose open transactions hold up the partition. */
    void fence(TopicPartition partition) throws InterruptedException, ExecutionException {
        Set<Long> producers =
                admin.describeProducers(List.of(partition)).partitionResult(partition).get().activeProducers().stream()
                        .filter(state -> state.currentTransactionStartOffset().isPresent())
                        .map(ProducerState::producerId)
                        .collect(Collectors.toSet());
        List<String> suspects = admin.listTransactions().all().get().stream()
                .filter(listing -> producers.contains(listing.producerId()))
                .map(TransactionListing::transactionalId)
                .toList();
        var lost = new ArrayList<String>();
        for (var suspect : admin.describeTransactions(suspects).all().get().entrySet()) {
            long begun = suspect.getValue().transactionStartTimeMs().orElse(Long.MAX_VALUE);
            if (begun <= clock.millis() - SUSPICIOUS.toMillis()) {
                lost.add(suspect.getKey());
            }
        }
        if (!lost.isEmpty()) {
            log.warn("fencing {}: their transactions hold up {}", lost, partition);
            admin.fenceProducers(lost).all().get();
        }
    }
}
