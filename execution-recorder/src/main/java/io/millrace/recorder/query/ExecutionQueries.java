package io.millrace.recorder.query;

import io.millrace.schemas.id.ExecutionId;
import io.millrace.web.WebSettings;
import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads executions. Whose they are is said twice, in each statement and by the tables' policies; either alone would do.
 */
@Component
final class ExecutionQueries {
    /** A list leaves out payloads that are longer, in bytes. */
    private static final int MAX_LISTED_PAYLOAD = 64 * 1024;

    private static final String COLUMNS = """
            select e.id, e.workflow_id, w.name as workflow_name, coalesce(w.revision, 0) as workflow_revision,
                   e.workflow_version, e.owner_id, e.started_by, e.status::text as status, e.sequence,
                   e.kind::text as kind, e.trigger_node, e.test, e.labels::text as labels,
                   e.parent_execution_id, e.parent_node_id, e.parent_iteration, e.rerun_of_id, e.rerun_from,
                   e.created_at, e.started_at, e.finished_at, e.error::text as error, e.path, e.nodes_executed,
            """;
    private static final String TABLES =
            " from workflow_executions e left join workflows w on w.id = e.workflow_id and w.owner_id = e.owner_id";
    private static final String PAYLOADS = "e.trigger_data::text as trigger_data, e.output::text as output,"
            + " false as data_left_out, false as output_left_out";
    private static final String SHORT_PAYLOADS = """
            case when octet_length(e.trigger_data::text) <= %1$d then e.trigger_data::text end as trigger_data,
            case when octet_length(e.output::text) <= %1$d then e.output::text end as output,
            coalesce(octet_length(e.trigger_data::text) > %1$d, false) as data_left_out,
            coalesce(octet_length(e.output::text) > %1$d, false) as output_left_out
            """.formatted(MAX_LISTED_PAYLOAD);

    private final String executionsUrl;

    ExecutionQueries(WebSettings settings) {
        this.executionsUrl = settings.publicUrls().recorder() + "/executions/";
    }

    /**
     * An execution as it is stored.
     *
     * @param version changes whenever the view does
     */
    record Found(Views.Execution view, String version) {
        boolean finished() {
            return view.finishedAt() != null;
        }
    }

    Optional<Found> find(JdbcClient jdbc, String owner, UUID id) {
        if (!ExecutionId.isExecutionId(id)) {
            return Optional.empty();
        }
        // A version 7 id says when, and so in which partition; for others each partition's index is asked.
        Optional<Instant> createdAt = id.version() == 7 ? Optional.of(ExecutionId.createdAt(id)) : Optional.empty();
        var statement = jdbc.sql(COLUMNS + PAYLOADS + TABLES + " where e.id = :id and e.owner_id = :owner"
                        + (createdAt.isPresent() ? " and e.created_at = cast(:createdAt as timestamptz)" : ""))
                .param("id", id)
                .param("owner", owner)
                .param("createdAt", createdAt.map(Instant::toString).orElse(null));
        return statement.query(this::found).optional();
    }

    /** Newest first, from below the place where the page before ended. */
    List<Views.Execution> list(JdbcClient jdbc, String owner, Filter filter, @Nullable Place after, int limit) {
        String below = after == null
                ? ""
                : " and (e.created_at, e.id) < (cast(:afterTime as timestamptz), cast(:afterId as uuid))";
        var statement = jdbc.sql(COLUMNS + SHORT_PAYLOADS + TABLES + " where e.owner_id = :owner" + filter.conditions()
                        + below + " order by e.created_at desc, e.id desc limit :limit")
                .param("owner", owner)
                .param("limit", limit)
                .param("afterTime", after == null ? null : after.createdAt().toString())
                .param("afterId", after == null ? null : after.id().toString());
        return filter.bind(statement).query((row, number) -> execution(row)).list();
    }

    /** Where a page ended. */
    record Place(Instant createdAt, UUID id) {}

    private Found found(ResultSet row, int number) throws SQLException {
        // The sequence does not move when the trigger comes after the events.
        String version =
                row.getInt("sequence") + (row.getString("kind") == null ? "-" : ".") + row.getInt("workflow_revision");
        return new Found(execution(row), version);
    }

    private Views.Execution execution(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        URI url = URI.create(executionsUrl + id);
        Instant startedAt = instant(row, "started_at");
        Instant finishedAt = instant(row, "finished_at");
        Array path = row.getArray("path");
        UUID parent = row.getObject("parent_execution_id", UUID.class);
        UUID rerunOf = row.getObject("rerun_of_id", UUID.class);
        return new Views.Execution(
                id,
                row.getString("workflow_id"),
                row.getString("workflow_name"),
                row.getInt("workflow_version"),
                row.getString("owner_id"),
                row.getString("started_by"),
                row.getString("status"),
                new Views.Trigger(
                        row.getString("kind"),
                        row.getString("trigger_node"),
                        row.getString("trigger_data"),
                        row.getBoolean("data_left_out") ? url : null),
                row.getBoolean("test"),
                row.getString("labels"),
                parent == null
                        ? null
                        : new Views.Parent(
                                parent, row.getString("parent_node_id"), iteration(row.getString("parent_iteration"))),
                rerunOf == null ? null : new Views.RerunOf(rerunOf, row.getString("rerun_from")),
                row.getTimestamp("created_at").toInstant(),
                startedAt,
                finishedAt,
                millis(startedAt, finishedAt),
                row.getString("output"),
                row.getBoolean("output_left_out") ? url : null,
                row.getString("error"),
                path == null ? null : List.of((String[]) path.getArray()),
                row.getObject("nodes_executed", Integer.class),
                null);
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
