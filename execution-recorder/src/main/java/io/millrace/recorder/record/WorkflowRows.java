package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.recorder.json.PlainText;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Changes of workflows, by the rule of {@link io.millrace.schemas.workflow.WorkflowCatalog}: a change counts if its
 * revision is higher than the workflow's, whose first owner keeps it. Each call returns how many workflows it changed.
 */
final class WorkflowRows {
    private static final String PUBLISH = """
            with changed as (
                insert into workflows as w (id, owner_id, name, revision, live_version, deleted, updated_at)
                values (?, ?, ?, ?, ?, false, ?)
                on conflict (id) do update set
                    name = excluded.name, revision = excluded.revision, live_version = excluded.live_version,
                    deleted = false, updated_at = excluded.updated_at
                where w.owner_id = excluded.owner_id and w.revision < excluded.revision
                returning id, owner_id)
            insert into workflow_versions as v
                (workflow_id, version, owner_id, publication_id, definition, published_by, published_at)
            select id, ?, owner_id, ?, ?::json, ?, ? from changed
            on conflict (workflow_id, version) do update set
                publication_id = excluded.publication_id, definition = excluded.definition,
                published_by = excluded.published_by, published_at = excluded.published_at
            """;

    private static final String LIVE = """
            update workflows w set name = ?, revision = ?, live_version = ?, deleted = false, updated_at = ?
            where id = ? and owner_id = ? and revision < ?
              and (?::int is null
                   or exists (select from workflow_versions v where v.workflow_id = w.id and v.version = ?::int))
            """;

    private static final String DELETE = """
            update workflows set name = ?, revision = ?, live_version = null, deleted = true, updated_at = ?
            where id = ? and owner_id = ? and revision < ?
            """;

    /** Whoever read a loser of a race as its winner, because compaction had taken the winner, learns of it here. */
    private static final String BURY =
            "delete from workflow_versions where workflow_id || '/' || version || '/' || publication_id = ?"
                    + " and workflow_id = split_part(?, '/', 1)";

    private final JdbcTemplate jdbc;

    WorkflowRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    int publish(WorkflowPublished change) {
        Timestamp time = timestamp(change.getTime());
        UUID publication = change.getPublicationId();
        return jdbc.update(
                PUBLISH,
                PlainText.of(change.getWorkflowId()),
                PlainText.of(change.getOwnerId()),
                PlainText.of(change.getName()),
                change.getRevision(),
                change.getLiveVersion().orElse(null),
                time,
                change.getVersion(),
                publication,
                new String(Payload.bytes(change.getDefinition()), UTF_8),
                PlainText.of(change.getPublishedBy()),
                time);
    }

    int live(WorkflowLive change) {
        Integer version = change.getLiveVersion().orElse(null);
        return jdbc.update(
                LIVE,
                PlainText.of(change.getName()),
                change.getRevision(),
                version,
                timestamp(change.getTime()),
                PlainText.of(change.getWorkflowId()),
                PlainText.of(change.getOwnerId()),
                change.getRevision(),
                version,
                version);
    }

    int delete(WorkflowDeleted change) {
        return jdbc.update(
                DELETE,
                PlainText.of(change.getName()),
                change.getRevision(),
                timestamp(change.getTime()),
                PlainText.of(change.getWorkflowId()),
                PlainText.of(change.getOwnerId()),
                change.getRevision());
    }

    int bury(String key) {
        String plain = PlainText.of(key);
        return jdbc.update(BURY, plain, plain);
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.from(instant);
    }
}
