package io.millrace.notifier.stream;

import java.util.Optional;
import java.util.UUID;

/**
 * What a receiver wants to see.
 *
 * @param owner whose executions; never anybody else's
 * @param workflowId only this workflow's
 * @param executionId only this one
 */
public record Filter(String owner, Optional<String> workflowId, Optional<UUID> executionId) {
    boolean matches(StreamRecord record) {
        return record.owner().equals(owner)
                && (workflowId.isEmpty() || workflowId.get().equals(record.workflowId()))
                && (executionId.isEmpty() || executionId.get().equals(record.executionId()));
    }
}
