package io.millrace.recorder.query;

import io.millrace.schemas.codec.Payload;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Outputs of trigger nodes, which are kept once: as the body in what the execution was triggered with. PostgreSQL
 * cannot take it out of there, as it would have to read escaped characters that are none of a text's.
 */
final class TriggerBody {
    /** Selects, for a node's result {@code r}, what {@link #of} makes the output from. */
    static final String COLUMN = """
            case when r.output_is_trigger_body then (
                select convert_to(coalesce(p.content, e.trigger_data)::text, 'UTF8')
                from workflow_executions e left join execution_payloads p
                    on p.execution_id = e.id and p.created_at = e.created_at and p.node_id = '' and p.iteration = ''
                        and p.part = 'trigger' and p.owner_id = e.owner_id
                where e.id = r.execution_id and e.created_at = r.created_at and e.owner_id = r.owner_id) end as triggered_with
            """;

    /** Selects nothing in its place. */
    static final String NONE = "null::bytea as triggered_with";

    private TriggerBody() {}

    /** The output, byte for byte; empty where it is kept in its own row, or the trigger is not recorded yet. */
    static Optional<ByteBuffer> of(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getBytes("triggered_with"))
                .flatMap(data -> Payload.member(ByteBuffer.wrap(data), "body"));
    }
}
