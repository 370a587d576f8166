package io.millrace.worker.loop;

import io.millrace.schemas.schedule.Schedule;
import io.millrace.worker.execution.Plan;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * A schedule node of a live version.
 *
 * @param parameters what the schedule was made of
 * @param since when the workflow was last changed: earlier times are not its business
 */
record Scheduled(
        String workflowId,
        int version,
        String ownerId,
        String nodeId,
        JsonNode parameters,
        Schedule schedule,
        Instant since,
        Plan plan) {

    /** What its records have as key. */
    String key() {
        return key(workflowId, nodeId);
    }

    static String key(String workflowId, String nodeId) {
        return workflowId + "/" + nodeId;
    }
}
