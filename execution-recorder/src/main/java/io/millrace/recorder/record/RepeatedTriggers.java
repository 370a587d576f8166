package io.millrace.recorder.record;

import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.TriggerReceived;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * Recognises triggers whose derived id an execution has already: the same delivery, accepted again. Its time of
 * creation is another, so that nothing else would keep it from becoming a second row.
 */
final class RepeatedTriggers {
    /**
     * When each execution with a derived id was created: what its row says, else its events, else its first trigger.
     */
    private final Map<UUID, Instant> created = new HashMap<>();

    /**
     * To be made by the one who owns the executions' partitions, in the transaction that writes; knows the rows once
     * the pipeline was sent.
     */
    RepeatedTriggers(Pipeline pipeline, Collection<SpecificRecord> events) {
        for (SpecificRecord event : events) {
            if (event instanceof TriggerReceived trigger && derived(trigger.getContext())) {
                created.putIfAbsent(
                        trigger.getContext().getExecutionId(),
                        trigger.getContext().getCreatedAt());
            }
        }
        // A worker takes up only the first.
        for (SpecificRecord event : events) {
            if (event.get(0) instanceof EventContext context
                    && derived(context)
                    && !(event instanceof TriggerReceived)) {
                created.replace(context.getExecutionId(), context.getCreatedAt());
            }
        }
        if (!created.isEmpty()) {
            lookUp(pipeline);
        }
    }

    boolean contain(SpecificRecord event) {
        return event instanceof TriggerReceived trigger
                && derived(trigger.getContext())
                && !trigger.getContext()
                        .getCreatedAt()
                        .equals(created.get(trigger.getContext().getExecutionId()));
    }

    private void lookUp(Pipeline pipeline) {
        List<Instant> days =
                created.keySet().stream().map(HistoryReader::createdAt).sorted().toList();
        UUID[] ids = created.keySet().toArray(UUID[]::new);
        pipeline.query(
                "select id, created_at from workflow_executions"
                        + " where id = any(?) and created_at >= ? and created_at < ?",
                3,
                (statement, first) -> {
                    statement.setArray(first, statement.getConnection().createArrayOf("uuid", ids));
                    statement.setTimestamp(first + 1, Timestamp.from(days.getFirst()));
                    statement.setTimestamp(
                            first + 2, Timestamp.from(days.getLast().plus(Duration.ofDays(1))));
                },
                row -> created.put(
                        row.getObject(1, UUID.class), row.getTimestamp(2).toInstant()));
    }

    private static boolean derived(EventContext context) {
        return context.getExecutionId().version() == 8;
    }
}
