package io.millrace.gateway.definition;

import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import io.millrace.schemas.workflow.DefinitionKeys;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * A change of a workflow, as the record to publish.
 *
 * @param key the record's key, used once
 * @param event what changes
 * @param action what it is called where changes are listed
 */
record Change(String key, SpecificRecord event, UUID publicationId, String ownerId, Instant time, String action) {
    static Change of(WorkflowPublished event) {
        return new Change(
                DefinitionKeys.of(event),
                event,
                event.getPublicationId(),
                event.getOwnerId(),
                event.getTime(),
                "workflow.published");
    }

    static Change of(WorkflowLive event) {
        return new Change(
                DefinitionKeys.of(event),
                event,
                event.getPublicationId(),
                event.getOwnerId(),
                event.getTime(),
                "workflow.live");
    }

    static Change of(WorkflowDeleted event) {
        return new Change(
                DefinitionKeys.of(event),
                event,
                event.getPublicationId(),
                event.getOwnerId(),
                event.getTime(),
                "workflow.deleted");
    }
}
