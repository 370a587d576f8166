package io.millrace.recorder.query;

import static java.util.stream.Collectors.joining;

import io.millrace.recorder.statistics.Grain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads counts. How many rows that takes depends on how long a time is asked about, not on how many executions or
 * workflows there were: days in the middle, hours and minutes at the edges, and rows of all workflows together.
 */
@Component
final class StatisticsQueries {
    /** So many rows are in memory at a time. */
    private static final int FETCHED = 500;

    private static final String COLUMNS =
            Tally.STATUSES.stream().map(status -> ", s." + status).collect(joining())
                    + ", s.durations, s.duration_ms_sum, s.slots";

    StatisticsView read(JdbcClient jdbc, Reader reader, StatisticsRequest request) {
        var tallies = new TreeMap<Instant, Tally>();
        if (!request.spans().isEmpty()) {
            counts(jdbc, reader, request, tallies);
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

    /** They are added up here, which takes a third of the time that it takes the database. */
    private static void counts(JdbcClient jdbc, Reader reader, StatisticsRequest request, Map<Instant, Tally> tallies) {
        bind(jdbc.sql(rows(reader, request)).withFetchSize(FETCHED), reader, request)
                .query(row -> {
                    tallies.computeIfAbsent(row.getTimestamp(1).toInstant(), point -> new Tally())
                            .add(row);
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

    static String rows(Reader reader, StatisticsRequest request) {
        return request.spans().stream()
                .map(span -> "select " + point(request.bucket()) + COLUMNS + " from execution_statistics"
                        + " s where s.grain = '" + span.grain().text() + "' and s.test = :test"
                        + " and s.workflow_id = :workflowId" + Moments.between("s.bucket", span.from(), span.to())
                        + reader.condition("s"))
                .collect(joining(" union all "));
    }

    /** Without a series all is one point. */
    private static String point(@Nullable Grain bucket) {
        return bucket == null ? "timestamptz 'epoch'" : "date_trunc('" + bucket.text() + "', s.bucket, 'UTC')";
    }

    static JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement, Reader reader, StatisticsRequest request) {
        return statement
                .param("owner", reader.owner())
                .param("workflowId", Objects.requireNonNullElse(request.workflowId(), Grain.ALL_WORKFLOWS))
                .param("test", request.test());
    }
}
