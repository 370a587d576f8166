package io.millrace.recorder.query;

import static java.util.stream.Collectors.joining;

import io.millrace.recorder.statistics.DurationSlots;
import io.millrace.recorder.statistics.Grain;
import io.millrace.recorder.statistics.Span;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads counts. How many rows that takes depends on how long a time is asked about, not on how many executions there
 * were: days in the middle, hours and minutes at the edges, and a row of all workflows together for those that are not
 * of a minute.
 */
@Component
final class StatisticsQueries {
    private static final String SUMS =
            Tally.STATUSES.stream().map(status -> ", sum(s." + status + ")").collect(joining())
                    + ", sum(s.durations), sum(s.duration_ms_sum)";

    StatisticsView read(JdbcClient jdbc, Reader reader, StatisticsRequest request) {
        var tallies = new TreeMap<Instant, Tally>();
        if (!request.spans().isEmpty()) {
            counts(jdbc, reader, request, tallies);
            durations(jdbc, reader, request, tallies);
        }
        var all = new Tally();
        tallies.values().forEach(all::add);
        return new StatisticsView(
                request.from(),
                request.to(),
                all.total(),
                all.byStatus(),
                all.successRate(),
                all.durations(),
                triggers(jdbc, reader, request),
                request.bucket() == null ? null : series(request, tallies));
    }

    private static List<StatisticsView.Point> series(StatisticsRequest request, Map<Instant, Tally> tallies) {
        var series = new ArrayList<StatisticsView.Point>();
        for (Instant point : request.points()) {
            Tally tally = tallies.getOrDefault(point, new Tally());
            series.add(new StatisticsView.Point(
                    point, tally.total(), tally.byStatus(), tally.successRate(), tally.durations()));
        }
        return series;
    }

    private static void counts(JdbcClient jdbc, Reader reader, StatisticsRequest request, Map<Instant, Tally> tallies) {
        String sql = "select s.point" + SUMS + " from (" + rows(reader, request) + ") s group by s.point";
        bind(jdbc.sql(sql), reader, request).query(row -> {
            tally(tallies, row).add(row);
        });
    }

    private static void durations(
            JdbcClient jdbc, Reader reader, StatisticsRequest request, Map<Instant, Tally> tallies) {
        String slot = "v & " + ((1 << DurationSlots.SLOT_BITS) - 1);
        String sql = "select s.point, " + slot + ", sum(v >> " + DurationSlots.SLOT_BITS + ") from ("
                + rows(reader, request) + ") s cross join unnest(s.slots) v group by s.point, " + slot;
        bind(jdbc.sql(sql), reader, request).query(row -> {
            tally(tallies, row).slots().add(row.getInt(2), row.getLong(3));
        });
    }

    private static StatisticsView.Triggers triggers(JdbcClient jdbc, Reader reader, StatisticsRequest request) {
        var byKind = new LinkedHashMap<String, Long>();
        Filter.KINDS.forEach(kind -> byKind.put(kind, 0L));
        List<Instant> last = new ArrayList<>();
        String sql = "select s.kind::text, sum(s.total), max(s.last_at) from trigger_statistics s where s.test = :test"
                + (request.workflowId() == null ? "" : " and s.workflow_id = :workflowId") + reader.condition("s")
                + " group by s.kind";
        bind(jdbc.sql(sql), reader, request).query(row -> {
            byKind.put(row.getString(1), row.getLong(2));
            last.add(row.getTimestamp(3).toInstant());
        });
        long total = byKind.values().stream().mapToLong(Long::longValue).sum();
        return new StatisticsView.Triggers(
                total, byKind, last.stream().max(Instant::compareTo).orElse(null));
    }

    private static String rows(Reader reader, StatisticsRequest request) {
        return request.spans().stream()
                .map(span -> "select s.*, " + point(request.bucket()) + " as point from execution_statistics"
                        + " s where s.grain = '" + span.grain().text() + "' and s.test = :test"
                        + workflow(span, request) + Moments.between("s.bucket", span.from(), span.to())
                        + reader.condition("s"))
                .collect(joining(" union all "));
    }

    /** Without a series all is one point. */
    private static String point(@Nullable Grain bucket) {
        return bucket == null ? "timestamptz 'epoch'" : "date_trunc('" + bucket.text() + "', s.bucket, 'UTC')";
    }

    private static String workflow(Span span, StatisticsRequest request) {
        if (request.workflowId() != null) {
            return " and s.workflow_id = :workflowId";
        }
        return span.grain().countsAllWorkflows() ? " and s.workflow_id = '" + Grain.ALL_WORKFLOWS + "'" : "";
    }

    private static JdbcClient.StatementSpec bind(
            JdbcClient.StatementSpec statement, Reader reader, StatisticsRequest request) {
        return statement
                .param("owner", reader.owner())
                .param("workflowId", request.workflowId())
                .param("test", request.test());
    }

    private static Tally tally(Map<Instant, Tally> tallies, ResultSet row) throws SQLException {
        return tallies.computeIfAbsent(row.getTimestamp(1).toInstant(), point -> new Tally());
    }
}
