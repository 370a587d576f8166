package io.millrace.worker.credential;

import io.millrace.schemas.topic.TopicTail;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the credentials topic ends now. */
final class TopicEnd {
    private static final Logger log = LoggerFactory.getLogger(TopicEnd.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.CREDENTIALS, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Object> adminProperties;

    TopicEnd(Map<String, Object> adminProperties) {
        this.adminProperties = Map.copyOf(adminProperties);
    }

    /** Waits until the tail has read what the topic holds now; false if that takes longer than 5 s. */
    boolean await(TopicTail tail) throws InterruptedException {
        try (Admin admin = Admin.create(adminProperties)) {
            long end = admin.listOffsets(
                            Map.of(PARTITION, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .partitionResult(PARTITION)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
            if (end > 0) {
                tail.awaitHandled(end - 1, PATIENCE);
            }
            return true;
        } catch (ExecutionException | TimeoutException e) {
            log.warn("the end of {} was not reached", PARTITION, e);
            return false;
        }
    }
}
