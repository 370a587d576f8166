package io.millrace.schemas.topic;

import java.util.Map;

/**
 * What a topic must be like.
 *
 * @param name the topic's name
 * @param partitions how many partitions it is created with; more are accepted where {@code exactPartitions} is false
 * @param exactPartitions whether any other number of partitions contradicts the design
 * @param configs the topic settings that must hold, by Kafka's names
 */
public record TopicSpec(String name, int partitions, boolean exactPartitions, Map<String, String> configs) {
    public TopicSpec {
        configs = Map.copyOf(configs);
    }
}
