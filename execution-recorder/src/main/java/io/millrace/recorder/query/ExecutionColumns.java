package io.millrace.recorder.query;

import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is selected of an execution {@code e} and its workflow {@code w}, and what is made of it. */
final class ExecutionColumns {
    /** Of the table, as they are. */
    static final String STORED = """
            e.id, e.workflow_id, e.workflow_version, e.owner_id, e.started_by, e.status, e.sequence, e.kind,\
             e.trigger_node, e.trigger_data, e.trigger_data_size, e.test, e.labels, e.parent_execution_id,\
             e.parent_node_id, e.parent_iteration, e.rerun_of_id, e.rerun_from, e.created_at, e.started_at,\
             e.finished_at, e.output, e.output_size, e.error, e.path, e.nodes_executed""";

    private static final String COLUMNS = """
            e.id, e.workflow_id, w.name as workflow_name, coalesce(w.revision, 0) as workflow_revision,
            e.workflow_version, e.owner_id, e.started_by, e.status::text as status, e.sequence,
            e.kind::text as kind, e.trigger_node, e.test, e.labels::text as labels,
            e.parent_execution_id, e.parent_node_id, e.parent_iteration, e.rerun_of_id, e.rerun_from,
            e.created_at, e.started_at, e.finished_at, e.path, e.nodes_executed, \
            """;

    private final String executionsUrl;

    ExecutionColumns(String executionsUrl) {
        this.executionsUrl = executionsUrl;
    }

    /** Payloads that nobody asks for are not fetched from where PostgreSQL keeps them. */
    static String select(Fields fields) {
        return "select " + COLUMNS
                + (fields.has("trigger")
                        ? Payload.columns("e.trigger_data", "trigger_data")
                        : Payload.none("trigger_data"))
                + ", "
                + (fields.has("output") ? Payload.columns("e.output", "output") : Payload.none("output"))
                + ", "
                + (fields.has("error") ? "e.error::text as error" : "null as error");
    }

    ExecutionView view(ResultSet row, Fields fields) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        Instant startedAt = instant(row, "started_at");
        Instant finishedAt = instant(row, "finished_at");
        Array path = row.getArray("path");
        Payload output = Payload.of(row, "output");
        return new ExecutionView(
                id,
                row.getString("workflow_id"),
                row.getString("workflow_name"),
                row.getInt("workflow_version"),
                row.getString("owner_id"),
                row.getString("started_by"),
                row.getString("status"),
                trigger(row, id),
                row.getBoolean("test"),
                row.getString("labels"),
                parent(row),
                rerunOf(row),
                row.getTimestamp("created_at").toInstant(),
                startedAt,
                finishedAt,
                millis(startedAt, finishedAt),
                output.whole(),
                output.preview(),
                output.link(URI.create(executionsUrl + id + "/output")),
                row.getString("error"),
                path == null ? null : List.of((String[]) path.getArray()),
                row.getObject("nodes_executed", Integer.class),
                null,
                fields);
    }

    /** Where the output of a node's run is. */
    URI nodeOutput(UUID execution, String nodeId, @Nullable String iteration) {
        return URI.create(executionsUrl + execution + "/nodes/" + nodeId + "/output"
                + (iteration == null ? "" : "?iteration=" + iteration));
    }

    private ExecutionView.Trigger trigger(ResultSet row, UUID id) throws SQLException {
        Payload data = Payload.of(row, "trigger_data");
        return new ExecutionView.Trigger(
                row.getString("kind"),
                row.getString("trigger_node"),
                data.whole(),
                data.preview(),
                data.link(URI.create(executionsUrl + id + "/trigger")));
    }

    private static ExecutionView.@Nullable Parent parent(ResultSet row) throws SQLException {
        UUID parent = row.getObject("parent_execution_id", UUID.class);
        return parent == null
                ? null
                : new ExecutionView.Parent(
                        parent, row.getString("parent_node_id"), iteration(row.getString("parent_iteration")));
    }

    private static ExecutionView.@Nullable RerunOf rerunOf(ResultSet row) throws SQLException {
        UUID origin = row.getObject("rerun_of_id", UUID.class);
        return origin == null ? null : new ExecutionView.RerunOf(origin, row.getString("rerun_from"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    static @Nullable Long millis(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? null : Duration.between(from, to).toMillis();
    }

    /** Keys cannot be null in a table, so top level is empty there. */
    static @Nullable String iteration(@Nullable String stored) {
        return stored == null || stored.isEmpty() ? null : stored;
    }
}
