package io.millrace.recorder.query;

import io.millrace.schemas.stream.Cursor;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far the log is folded, in the form that clients hold. */
final class Offsets {
    private record Row(String topic, int partition, long next, String epoch) {}

    private Offsets() {}

    /** Empty where nothing was folded yet, or where partitions are of different logs because it was just replaced. */
    static Optional<String> read(JdbcClient jdbc) {
        List<Row> rows = jdbc.sql("select topic, partition, next, epoch from recorder_offsets")
                .query(Row.class)
                .list();
        List<Long> triggers = of(Topics.TRIGGERS, rows);
        List<Long> events = of(Topics.EVENTS, rows);
        Set<String> epochs = new HashSet<>();
        rows.stream().filter(row -> !row.topic().equals(Topics.DEFINITIONS)).forEach(row -> epochs.add(row.epoch()));
        if (epochs.size() != 1) {
            return Optional.empty();
        }
        return Optional.of(new Cursor(epochs.iterator().next(), triggers, events).encode());
    }

    /** By partition; one that nobody has folded yet begins at 0. */
    private static List<Long> of(String topic, List<Row> rows) {
        List<Row> own = rows.stream().filter(row -> row.topic().equals(topic)).toList();
        int count = own.stream().mapToInt(Row::partition).max().orElse(-1) + 1;
        var offsets = new ArrayList<>(Collections.nCopies(count, 0L));
        own.forEach(row -> offsets.set(row.partition(), row.next()));
        return offsets;
    }
}
