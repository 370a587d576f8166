package io.millrace.schemas.stream;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;

/** Names the life of a log, so that offsets of a deleted or another cluster's topic are recognised. */
public final class Epoch {
    private Epoch() {}

    /**
     * The epoch of the cluster that the client is connected to: made from the ids of the cluster and of the topics
     * {@code execution.triggers} and {@code execution.events}, which must exist.
     *
     * @throws InterruptedException if the thread is interrupted while it waits for the broker
     * @throws ExecutionException if the broker does not answer or a topic is missing
     */
    public static String of(Admin admin) throws InterruptedException, ExecutionException {
        String cluster = admin.describeCluster().clusterId().get();
        var described =
                admin.describeTopics(List.of(Topics.TRIGGERS, Topics.EVENTS)).topicNameValues();
        Uuid triggers = description(described, Topics.TRIGGERS).topicId();
        Uuid events = description(described, Topics.EVENTS).topicId();
        return cluster + "/" + triggers + "/" + events;
    }

    private static TopicDescription description(Map<String, KafkaFuture<TopicDescription>> described, String topic)
            throws InterruptedException, ExecutionException {
        return requireNonNull(described.get(topic), topic).get();
    }
}
