package io.millrace.recorder.record;

import io.millrace.recorder.story.Story;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;

/** Writes records to a sink as if they had just been read: after whatever was written before. */
record Written(HistorySink sink, OwnDatabase database) {
    /** All of these stories in one transaction. */
    void stories(Story... stories) {
        List<SpecificRecord> records = Arrays.stream(stories)
                .flatMap(story -> Stream.concat(story.triggers().stream(), story.events().stream()))
                .toList();
        records(stories[0], records);
    }

    /** Some records, which are in the story's partition. */
    void records(Story story, List<SpecificRecord> records) {
        var moves = new ArrayList<Move>();
        int number = ExecutionId.partitionOf(story.id());
        for (String topic : List.of(Topics.EVENTS, Topics.TRIGGERS)) {
            database.jdbc()
                    .update(
                            "insert into recorder_offsets values (?, ?, 0, 'test') on conflict do nothing",
                            topic,
                            number);
            long next = Objects.requireNonNull(database.jdbc()
                    .queryForObject(
                            "select next from recorder_offsets where topic = ? and partition = ?",
                            Long.class,
                            topic,
                            number));
            moves.add(new Move(new TopicPartition(topic, number), next, next + 1));
        }
        sink.write(moves, records);
    }
}
