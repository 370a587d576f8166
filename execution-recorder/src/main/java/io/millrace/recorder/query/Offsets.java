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

    /** Where this transaction's reader is named and the offsets are read, both in one round trip. */
    private static final String BEGIN = """
            with reader as materialized (
                select set_config('millrace.owner', ?, true) as owner,
                       set_config('millrace.all_owners', ?, true) as everybody)
            select topic, partition, next, epoch from reader, recorder_offsets
            where owner is not null and everybody is not null
            """;

    private Offsets() {}

    /**
     * Says whose rows the transaction may see, which ends with it: the next user of its connection is nobody until they
     * are named. Returns how far the log is folded; empty where nothing was folded yet, or where partitions are of
     * different logs because it was just replaced.
     */
    static Optional<String> begin(JdbcClient jdbc, Reader reader) {
        List<Row> rows = jdbc.sql(BEGIN)
                .params(reader.isEverybody() ? "" : reader.name(), reader.isEverybody() ? "on" : "")
                .query((row, number) -> new Row(row.getString(1), row.getInt(2), row.getLong(3), row.getString(4)))
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
