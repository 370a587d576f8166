package io.millrace.recorder.record;

import static java.util.stream.Collectors.joining;

import io.millrace.recorder.statistics.DurationSlots;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Adds to the counts. Many transactions add to the same rows, so this is the last that each of them does, table by
 * table and in the order of the keys.
 */
final class StatisticsRows {
    private static final Rows<Map.Entry<Counting.Key, Counts>> COUNTS = counts();
    private static final Rows<Map.Entry<Counting.TriggerKey, Counting.Triggers>> TRIGGERS = new Rows<
                    Map.Entry<Counting.TriggerKey, Counting.Triggers>>()
            .text("owner_id", entry -> entry.getKey().ownerId())
            .text("workflow_id", entry -> entry.getKey().workflowId())
            .flag("test", entry -> entry.getKey().test())
            .enumeration("kind", "trigger_kind", entry -> entry.getKey().kind())
            .longNumber("total", entry -> entry.getValue().total())
            .time("last_at", entry -> entry.getValue().lastAt());

    private static final String ADD_COUNTS = COUNTS.insertInto("execution_statistics as r")
            + " on conflict (owner_id, grain, workflow_id, test, bucket) do update set "
            + Stream.concat(Counts.STATUSES.stream(), Stream.of("durations", "duration_ms_sum"))
                    .map(column -> "%1$s = r.%1$s + excluded.%1$s".formatted(column))
                    .collect(joining(", "))
            + """
            , slots = case
                when excluded.slots = '{}' then r.slots
                when coalesce(r.slots, '{}') = '{}' then excluded.slots
                else array(
                    select (sum(v >> %1$s)::int8 << %1$s) | (v & ((1 << %1$s) - 1))
                    from unnest(r.slots || excluded.slots) v group by v & ((1 << %1$s) - 1))
                end
            """.formatted(DurationSlots.SLOT_BITS);
    private static final String ADD_TRIGGERS = TRIGGERS.insertInto("trigger_statistics as r")
            + " on conflict (owner_id, workflow_id, test, kind) do update set"
            + " total = r.total + excluded.total, last_at = greatest(r.last_at, excluded.last_at)";

    private static final String RECOUNT = """
            update workflow_executions r set counted = r.status where r.owner_id = any(?)
            returning owner_id, workflow_id, test, created_at, null, status::text, kind::text, %s
            """.formatted(duration("r"));

    private StatisticsRows() {}

    private static Rows<Map.Entry<Counting.Key, Counts>> counts() {
        var rows = new Rows<Map.Entry<Counting.Key, Counts>>()
                .text("owner_id", entry -> entry.getKey().ownerId())
                .text("grain", entry -> entry.getKey().grain().text())
                .text("workflow_id", entry -> entry.getKey().workflowId())
                .flag("test", entry -> entry.getKey().test())
                .time("bucket", entry -> entry.getKey().bucket());
        Counts.STATUSES.forEach(
                status -> rows.longNumber(status, entry -> entry.getValue().in(status)));
        return rows.longNumber("durations", entry -> entry.getValue().durations())
                .longNumber("duration_ms_sum", entry -> entry.getValue().durationSum())
                .longList("slots", entry -> entry.getValue().slots());
    }

    static void add(Pipeline pipeline, Counting counting) {
        COUNTS.update(pipeline, ADD_COUNTS, List.copyOf(counting.counts().entrySet()), touched -> {});
        TRIGGERS.update(pipeline, ADD_TRIGGERS, List.copyOf(counting.triggers().entrySet()), touched -> {});
    }

    /** Counts these owners anew, from the executions that they have; nobody else may be writing. */
    static void recount(Pipeline pipeline, Collection<String> owners, Counting counting) {
        counting.forget(owners);
        Pipeline.Binder names = (statement, first) -> statement.setArray(
                first, statement.getConnection().createArrayOf("text", owners.toArray(String[]::new)));
        for (String table : List.of("execution_statistics", "trigger_statistics")) {
            pipeline.update("delete from " + table + " where owner_id = any(?)", 1, names, deleted -> {});
        }
        pipeline.query(RECOUNT, 1, names, row -> counting.add(change(row)));
        pipeline.send();
    }

    /** How long the execution in this row took, in milliseconds; null unless it has started and ended. */
    static String duration(String row) {
        return """
                case when %1$s.finished_at is not null then
                    (extract(epoch from greatest(%1$s.finished_at, %1$s.started_at) - %1$s.started_at) * 1000)::bigint
                end""".formatted(row);
    }

    /** From the columns in the order of {@link Counting.Change}. */
    static Counting.Change change(ResultSet row) throws SQLException {
        return new Counting.Change(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getTimestamp(4).toInstant(),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getObject(8, Long.class));
    }
}
