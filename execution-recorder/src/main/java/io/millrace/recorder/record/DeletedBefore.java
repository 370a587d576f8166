package io.millrace.recorder.record;

import io.millrace.schemas.event.EventContext;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** Of which executions a batch tells that were deleted before, by themselves or with all that their owner had. */
final class DeletedBefore {
    private record Execution(UUID id, Instant createdAt) {
        static Execution of(EventContext context) {
            return new Execution(context.getExecutionId(), context.getCreatedAt());
        }
    }

    private static final Rows<EventContext> CONTEXTS = new Rows<EventContext>()
            .uuid("execution_id", EventContext::getExecutionId)
            .time("created_at", EventContext::getCreatedAt)
            .text("workflow_id", EventContext::getWorkflowId)
            .text("owner_id", EventContext::getOwnerId);

    private static final String SELECT = """
            with n as (select * from %s)
            select execution_id, n.created_at from n join deleted_executions d using (execution_id, workflow_id, owner_id)
            union all
            select execution_id, n.created_at from n join deleted_owners o using (owner_id)
                where n.created_at <= o.deleted_at
            """.formatted(CONTEXTS.unnest());

    private final Set<Execution> deleted = new HashSet<>();

    /** Knows nothing until the pipeline was sent. */
    DeletedBefore(Pipeline pipeline, Collection<SpecificRecord> events) {
        Map<Execution, EventContext> contexts = new HashMap<>();
        for (SpecificRecord event : events) {
            if (event.get(0) instanceof EventContext context) {
                contexts.putIfAbsent(Execution.of(context), context);
            }
        }
        CONTEXTS.query(
                pipeline,
                SELECT,
                List.copyOf(contexts.values()),
                row -> deleted.add(new Execution(
                        row.getObject(1, UUID.class), row.getTimestamp(2).toInstant())));
    }

    boolean contain(EventContext context) {
        return !deleted.isEmpty() && deleted.contains(Execution.of(context));
    }
}
