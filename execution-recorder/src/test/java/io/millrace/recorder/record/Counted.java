package io.millrace.recorder.record;

import io.millrace.recorder.statistics.DurationSlots;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the counts say, and what they should. */
record Counted(JdbcTemplate jdbc) {
    private static final String GRAINS =
            " from workflow_executions e cross join unnest(array['minute', 'hour', 'day']) g"
                    + " cross join lateral (select e.workflow_id as w union all select '') names"
                    + " where owner_id = any(?)";
    private static final String GROUP = "owner_id, g, w, test, date_trunc(g, e.created_at, 'UTC')";

    /** All that is counted, each as text by its key. */
    record All(Map<String, String> counts, Map<String, Long> slots, Map<String, String> triggers) {}

    All of(List<String> owners) {
        return new All(
                map(
                        "select concat_ws('|', owner_id, grain, workflow_id, test, bucket), concat_ws('|', "
                                + String.join(", ", Counts.STATUSES)
                                + ", durations, duration_ms_sum) from execution_statistics where owner_id = any(?)",
                        owners),
                slots(
                        "select concat_ws('|', owner_id, grain, workflow_id, test, bucket) as key, v & 1023, v >> 10"
                                + " from execution_statistics, unnest(slots) v where owner_id = any(?)",
                        owners,
                        false),
                map(
                        "select concat_ws('|', owner_id, workflow_id, test, kind), concat_ws('|', total, last_at)"
                                + " from trigger_statistics where owner_id = any(?)",
                        owners));
    }

    All overRows(List<String> owners) {
        String ended = "finished_at is not null and started_at is not null";
        String duration = "extract(epoch from finished_at - started_at) * 1000";
        return new All(
                map(
                        "select concat_ws('|', " + GROUP + "), concat_ws('|', "
                                + Counts.STATUSES.stream()
                                        .map("count(*) filter (where status = '%s')"::formatted)
                                        .collect(Collectors.joining(", "))
                                + ", count(*) filter (where " + ended + "), coalesce(sum(" + duration
                                + ") filter (where " + ended + "), 0)::bigint)" + GRAINS + " group by " + GROUP,
                        owners),
                slots(
                        "select concat_ws('|', " + GROUP + ") as key, (" + duration + ")::bigint as slot, 1 as count"
                                + GRAINS + " and " + ended,
                        owners,
                        true),
                map(
                        "select concat_ws('|', owner_id, workflow_id, test, kind), concat_ws('|', count(*),"
                                + " max(created_at)) from workflow_executions where owner_id = any(?)"
                                + " and kind is not null group by owner_id, workflow_id, test, kind",
                        owners));
    }

    private Map<String, String> map(String sql, List<String> owners) {
        var map = new TreeMap<String, String>();
        jdbc.query(
                sql,
                row -> {
                    map.put(row.getString(1), row.getString(2));
                },
                (Object) owners.toArray(String[]::new));
        return map;
    }

    private Map<String, Long> slots(String sql, List<String> owners, boolean durations) {
        var map = new TreeMap<String, Long>();
        jdbc.query(
                sql,
                row -> {
                    int slot = durations ? DurationSlots.of(row.getLong(2)) : row.getInt(2);
                    map.merge(row.getString(1) + "|" + slot, row.getLong(3), Long::sum);
                },
                (Object) owners.toArray(String[]::new));
        return map;
    }
}
