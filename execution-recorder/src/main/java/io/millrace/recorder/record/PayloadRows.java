package io.millrace.recorder.record;

import io.millrace.recorder.fold.NodeChange;
import io.millrace.schemas.event.EventContext;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Inserts payloads that are kept apart, each where its row, which was merged before, says that it has this one. */
final class PayloadRows {
    /**
     * A payload beside its row.
     *
     * @param nodeId empty, like the iteration, for the execution's own
     * @param part {@code trigger} or {@code output}
     */
    record Apart(
            UUID executionId,
            Instant createdAt,
            String nodeId,
            String iteration,
            String part,
            String ownerId,
            ByteBuffer content) {
        static Apart trigger(EventContext context, ByteBuffer data) {
            return of(context, "", "", "trigger", data);
        }

        static Apart output(EventContext context, ByteBuffer output) {
            return of(context, "", "", "output", output);
        }

        static Apart result(NodeChange change, ByteBuffer output) {
            return of(change.context(), change.key().nodeId(), change.key().iteration(), "output", output);
        }

        private static Apart of(
                EventContext context, String nodeId, String iteration, String part, ByteBuffer content) {
            return new Apart(
                    context.getExecutionId(),
                    context.getCreatedAt(),
                    nodeId,
                    iteration,
                    part,
                    context.getOwnerId(),
                    content);
        }
    }

    private static final Comparator<Apart> BY_KEY = Comparator.comparing(Apart::executionId)
            .thenComparing(Apart::nodeId)
            .thenComparing(Apart::iteration)
            .thenComparing(Apart::part);

    private static final Rows<Apart> ROWS = new Rows<Apart>()
            .uuid("execution_id", Apart::executionId)
            .time("created_at", Apart::createdAt)
            .text("node_id", Apart::nodeId)
            .text("iteration", Apart::iteration)
            .text("part", Apart::part)
            .text("owner_id", Apart::ownerId)
            .payload("content", Apart::content);

    /**
     * Of two triggers or ends the row keeps the first, and so must this: the second's is neither put beside a first
     * that is short, nor over one that is long.
     */
    private static final String INSERT = ROWS.insertInto("execution_payloads") + """
             where octet_length(n.content::text) = case
                when n.node_id <> '' then
                    (select r.output_size from node_execution_results r
                     where r.execution_id = n.execution_id and r.created_at = n.created_at
                       and r.node_id = n.node_id and r.iteration = n.iteration)
                else
                    (select case n.part when 'trigger' then e.trigger_data_size else e.output_size end
                     from workflow_executions e where e.id = n.execution_id and e.created_at = n.created_at)
                end
             on conflict do nothing
            """;

    private PayloadRows() {}

    static void insert(Pipeline pipeline, List<Apart> payloads, IntConsumer touched) {
        ROWS.update(pipeline, INSERT, payloads.stream().sorted(BY_KEY).toList(), touched);
    }
}
