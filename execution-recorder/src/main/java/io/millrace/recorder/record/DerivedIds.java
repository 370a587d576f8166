package io.millrace.recorder.record;

import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
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
 * Keeps an execution with a derived id one row, though the same delivery may have been accepted twice, at two times,
 * which are part of a row's key: it is the one that is there already, else the one that the worker tells of.
 */
final class DerivedIds {
    /**
     * When each execution with a derived id was created: what its row says, else its events, else its first trigger.
     */
    private final Map<UUID, Instant> created = new HashMap<>();

    /**
     * To be made by the one who owns the executions' partitions, in the transaction that writes; knows the rows once
     * the pipeline was sent.
     */
    DerivedIds(Pipeline pipeline, Collection<SpecificRecord> events) {
        Map<UUID, Instant> told = new HashMap<>();
        for (SpecificRecord event : events) {
            if (event.get(0) instanceof EventContext context && derived(context)) {
                // A worker takes up only the first trigger, and what it tells of that counts more.
                if (event instanceof TriggerReceived) {
                    created.putIfAbsent(context.getExecutionId(), context.getCreatedAt());
                } else {
                    told.put(context.getExecutionId(), context.getCreatedAt());
                }
            }
        }
        created.putAll(told);
        if (!created.isEmpty()) {
            lookUp(pipeline);
        }
    }

    /** Whether it is a trigger of an execution that another has begun. */
    boolean isRepeated(SpecificRecord event) {
        return event instanceof TriggerReceived trigger && isOtherwise(trigger.getContext());
    }

    /**
     * Has an event belong to the row that is there: that is of another trigger than the worker took up, where either
     * could not use the first.
     */
    void settle(SpecificRecord event) {
        if (event.get(0) instanceof EventContext context && isOtherwise(context)) {
            Instant time = created.getOrDefault(context.getExecutionId(), context.getCreatedAt());
            event.put(0, EventContext.newBuilder(context).setCreatedAt(time).build());
        }
    }

    private boolean isOtherwise(EventContext context) {
        return derived(context) && !context.getCreatedAt().equals(created.get(context.getExecutionId()));
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
        return ExecutionId.isDerived(context.getExecutionId());
    }
}
