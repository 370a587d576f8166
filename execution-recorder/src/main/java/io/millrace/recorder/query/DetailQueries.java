package io.millrace.recorder.query;

import io.millrace.recorder.json.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what belongs to an execution that was found: its node results, its log, the definition that it ran. */
@Component
final class DetailQueries {
    private static final String NODES = """
            select node_id, iteration, name, type, status::text as status, attempt,
                   coalesce(attempt_started_at, started_at) as attempt_started_at,
                   coalesce(array_to_json(failed_attempts)::text, '[]') as failed_attempts,
                   coalesce(cardinality(failed_attempts), 0) as failed_count,
                   started_at, finished_at, output_name, error::text as error, %s, %s
            from node_execution_results r
            where execution_id = :id and created_at = %%s and owner_id = :owner
            """.formatted(Payload.columns("output", "output"), TriggerBody.COLUMN);
    private static final String LOGS = """
            select sequence, line, time, level::text as level, node_id, iteration, message, data::text as data
            from execution_logs
            where execution_id = :id and created_at = %s and owner_id = :owner
            """;

    /** Which node results are shown; all where nothing is asked for. */
    record NodeFilter(@Nullable String nodeId, List<String> statuses) {
        NodeFilter {
            statuses = List.copyOf(statuses);
        }
    }

    /** Which log lines are shown: of one node, and of this level or above. */
    record LogFilter(@Nullable String level, @Nullable String nodeId) {}

    /** Where a page of node results ended. */
    record NodePlace(String nodeId, String iteration) {
        static NodePlace of(Views.NodeResult last) {
            return new NodePlace(last.nodeId(), last.iteration() == null ? "" : last.iteration());
        }
    }

    /** Where a page of log lines ended. */
    record LogPlace(int sequence, int line) {}

    private final ExecutionQueries executions;

    DetailQueries(ExecutionQueries executions) {
        this.executions = executions;
    }

    /** At top level, in the order in which they started; skipped ones last. */
    List<Views.NodeResult> topLevel(JdbcClient jdbc, ExecutionView execution) {
        List<Views.NodeResult> results = of(
                        execution,
                        jdbc,
                        NODES + " and iteration = '' order by started_at nulls last, sequence, node_id")
                .query((row, number) -> node(row, execution))
                .list();
        return complete(jdbc, execution, results);
    }

    /** With iterations, by node and iteration. */
    List<Views.NodeResult> nodes(
            JdbcClient jdbc, ExecutionView execution, NodeFilter filter, @Nullable NodePlace after, int limit) {
        String sql = NODES
                + (filter.nodeId() == null ? "" : " and node_id = :nodeId")
                + (filter.statuses().isEmpty() ? "" : " and status::text in (:statuses)")
                + (after == null ? "" : " and (node_id, iteration) > (:afterNode, :afterIteration)")
                + " order by node_id, iteration limit :limit";
        List<Views.NodeResult> results = of(execution, jdbc, sql)
                .param("nodeId", filter.nodeId())
                .param("statuses", filter.statuses())
                .param("afterNode", after == null ? null : after.nodeId())
                .param("afterIteration", after == null ? null : after.iteration())
                .param("limit", limit)
                .query((row, number) -> node(row, execution))
                .list();
        return complete(jdbc, execution, results);
    }

    /** In order, oldest first. */
    List<Views.LogLine> logs(
            JdbcClient jdbc, ExecutionView execution, LogFilter filter, @Nullable LogPlace after, int limit) {
        String sql = LOGS
                + (filter.level() == null ? "" : " and level >= cast(:level as log_level)")
                + (filter.nodeId() == null ? "" : " and node_id = :nodeId")
                + (after == null ? "" : " and (sequence, line) > (:afterSequence, :afterLine)")
                + " order by sequence, line limit :limit";
        return of(execution, jdbc, sql)
                .param("level", filter.level())
                .param("nodeId", filter.nodeId())
                .param("afterSequence", after == null ? null : after.sequence())
                .param("afterLine", after == null ? null : after.line())
                .param("limit", limit)
                .query(DetailQueries::logLine)
                .list();
    }

    /** Empty until the definition was read, which its execution does not wait for. */
    Optional<Views.Definition> definition(JdbcClient jdbc, ExecutionView execution) {
        return jdbc.sql("select published_by, published_at, definition::text as definition from workflow_versions"
                        + " where workflow_id = :workflow and version = :version and owner_id = :owner")
                .param("workflow", execution.workflowId())
                .param("version", execution.workflowVersion())
                .param("owner", execution.ownerId())
                .query((row, number) -> new Views.Definition(
                        execution.workflowId(),
                        execution.workflowName(),
                        execution.workflowVersion(),
                        row.getString("published_by"),
                        row.getTimestamp("published_at").toInstant(),
                        row.getString("definition")))
                .optional();
    }

    private List<Views.NodeResult> complete(JdbcClient jdbc, ExecutionView execution, List<Views.NodeResult> results) {
        Supplier<Optional<String>> definition = () -> definitionText(jdbc, execution);
        return Rounds.count(jdbc, execution, NodeNames.complete(results, definition), definition);
    }

    private Optional<String> definitionText(JdbcClient jdbc, ExecutionView execution) {
        return definition(jdbc, execution).map(Views.Definition::definition);
    }

    private static JdbcClient.StatementSpec of(ExecutionView execution, JdbcClient jdbc, String sql) {
        return jdbc.sql(sql.formatted(Moments.literal(execution.createdAt())))
                .param("id", execution.id())
                .param("owner", execution.ownerId());
    }

    private Views.NodeResult node(ResultSet row, ExecutionView execution) throws SQLException {
        Instant startedAt = ExecutionColumns.instant(row, "started_at");
        Instant finishedAt = ExecutionColumns.instant(row, "finished_at");
        String error = row.getString("error");
        String nodeId = row.getString("node_id");
        String iteration = ExecutionColumns.iteration(row.getString("iteration"));
        Payload output = TriggerBody.of(row).map(Payload::of).orElse(Payload.of(row, "output"));
        return new Views.NodeResult(
                nodeId,
                row.getString("name"),
                row.getString("type"),
                iteration,
                row.getString("status"),
                StoredJson.withLastAttempt(
                        row.getString("failed_attempts"),
                        row.getInt("failed_count"),
                        row.getInt("attempt"),
                        ExecutionColumns.instant(row, "attempt_started_at"),
                        finishedAt,
                        error),
                startedAt,
                finishedAt,
                ExecutionColumns.millis(startedAt, finishedAt),
                row.getString("output_name"),
                output.whole(),
                output.preview(),
                output.link(executions.columns().nodeOutput(execution.id(), nodeId, iteration)),
                error,
                null);
    }

    private static Views.LogLine logLine(ResultSet row, int number) throws SQLException {
        return new Views.LogLine(
                row.getInt("sequence"),
                row.getInt("line"),
                row.getTimestamp("time").toInstant(),
                row.getString("level"),
                row.getString("node_id"),
                ExecutionColumns.iteration(row.getString("iteration")),
                row.getString("message"),
                row.getString("data"));
    }
}
