package io.millrace.recorder.query;

import io.millrace.schemas.id.ExecutionId;
import io.millrace.web.WebSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
    private static final String FIND =
            " from workflow_executions e left join workflows w on w.id = e.workflow_id and w.owner_id = e.owner_id"
                    + " where e.id = :id";

    private final ExecutionColumns columns;

    ExecutionQueries(WebSettings settings) {
        this.columns = new ExecutionColumns(settings.publicUrls().recorder() + "/executions/");
    }

    /**
     * An execution as it is stored.
     *
     * @param version changes whenever the view does
     */
    record Found(ExecutionView view, String version) {
        boolean finished() {
            return view.finishedAt() != null;
        }
    }

    /** Where a page ended. */
    record Place(Instant createdAt, UUID id) {}

    Optional<Found> find(JdbcClient jdbc, Reader reader, UUID id, Fields fields) {
        if (!ExecutionId.isExecutionId(id)) {
            return Optional.empty();
        }
        return jdbc.sql(ExecutionColumns.select(fields)
                        + FIND
                        + Moments.ofId("e.created_at", id)
                        + reader.condition("e"))
                .param("id", id)
                .param("owner", reader.owner())
                .query((row, number) -> found(row, fields))
                .optional();
    }

    /** Newest first, from below the place where the page before ended. */
    List<ExecutionView> list(
            JdbcClient jdbc, Reader reader, Filter filter, Fields fields, @Nullable Place after, int limit) {
        // Policies make the planner expect next to no rows, and sorting these seem cheap; indexes are in order anyway.
        jdbc.sql("set local enable_sort = off").update();
        var statement = new ListStatement(reader, filter, fields, after);
        Instant to = after == null ? filter.to() : after.createdAt().plusMillis(1);
        var found = new ArrayList<ExecutionView>();
        for (Window window : Window.of(filter.from(), to, Instant.now())) {
            found.addAll(statement
                    .bind(jdbc.sql(statement.sql(window)), limit - found.size())
                    .query((row, number) -> columns.view(row, fields))
                    .list());
            if (found.size() == limit) {
                break;
            }
        }
        return found;
    }

    ExecutionColumns columns() {
        return columns;
    }

    private Found found(ResultSet row, Fields fields) throws SQLException {
        // The sequence does not move when the trigger comes after the events.
        String version =
                row.getInt("sequence") + (row.getString("kind") == null ? "-" : ".") + row.getInt("workflow_revision");
        return new Found(columns.view(row, fields), version);
    }
}
