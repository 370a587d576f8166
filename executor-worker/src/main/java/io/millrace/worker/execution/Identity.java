package io.millrace.worker.execution;

import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionStatus;
import java.time.Instant;
import java.util.UUID;

/**
 * What never changes about an execution and stands in each of its records.
 *
 * @param createdAt when its trigger was accepted
 */
public record Identity(
        UUID executionId, String workflowId, int workflowVersion, String ownerId, Instant createdAt, boolean test) {

    /** The identity that a record's context tells. */
    public static Identity of(EventContext context) {
        return new Identity(
                context.getExecutionId(),
                context.getWorkflowId(),
                context.getWorkflowVersion(),
                context.getOwnerId(),
                context.getCreatedAt(),
                context.getTest());
    }

    /** The context of this execution's record with that number. */
    EventContext context(int sequence, ExecutionStatus status, Instant time) {
        return EventContext.newBuilder()
                .setExecutionId(executionId)
                .setWorkflowId(workflowId)
                .setWorkflowVersion(workflowVersion)
                .setOwnerId(ownerId)
                .setCreatedAt(createdAt)
                .setTime(time)
                .setSequence(sequence)
                .setStatus(status)
                .setTest(test)
                .build();
    }
}
