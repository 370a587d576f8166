package io.millrace.recorder.record;

import io.millrace.recorder.story.RunningRecorder;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Waits until the table's offsets have reached the ends of the topics. */
public final class Folded {
    private Folded() {}

    /** Returns when they have. */
    public static void await(RunningRecorder recorder) {
        Map<TopicPartition, Long> ends = ends(recorder.kafka());
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            Map<TopicPartition, Long> next = next(recorder); // a partition that is not claimed yet has none
            return ends.entrySet().stream().allMatch(end -> end.getValue() <= next.getOrDefault(end.getKey(), 0L));
        });
    }

    private static Map<TopicPartition, Long> next(RunningRecorder recorder) {
        return recorder
                .owner()
                .query(
                        "select topic, partition, next from recorder_offsets",
                        (row, number) -> Map.entry(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<TopicPartition, Long> ends(String kafka) {
        var all = Stream.of(Topics.TRIGGERS, Topics.EVENTS)
                .flatMap(topic -> IntStream.range(0, Topics.DEFAULT_PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition)))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            return admin.listOffsets(all).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().offset()));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(List.of(all.keySet()).toString(), e);
        }
    }
}
