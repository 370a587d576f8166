package io.millrace.notifier.stream;

import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions of both topics in one numbering: a lane is a partition of the triggers (first) or of the events.
 *
 * @param triggers how many partitions {@code execution.triggers} has
 * @param events how many partitions {@code execution.events} has
 */
record Lanes(int triggers, int events) {
    int count() {
        return triggers + events;
    }

    int of(TopicPartition partition) {
        return partition.topic().equals(Topics.TRIGGERS) ? partition.partition() : triggers + partition.partition();
    }

    boolean isTriggers(int lane) {
        return lane < triggers;
    }

    TopicPartition partition(int lane) {
        return isTriggers(lane)
                ? new TopicPartition(Topics.TRIGGERS, lane)
                : new TopicPartition(Topics.EVENTS, lane - triggers);
    }

    List<TopicPartition> triggerPartitions() {
        return IntStream.range(0, triggers).mapToObj(this::partition).toList();
    }

    List<TopicPartition> eventPartitions() {
        return IntStream.range(triggers, count()).mapToObj(this::partition).toList();
    }

    List<TopicPartition> partitions() {
        return IntStream.range(0, count()).mapToObj(this::partition).toList();
    }
}
