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
 */
record Change(String key, SpecificRecord event, UUID publicationId, String ownerId, Instant time) {
    static Change of(WorkflowPublished event) {
        return new Change(
                DefinitionKeys.of(event), event, event.getPublicationId(), event.getOwnerId(), event.getTime());
    }

    static Change of(WorkflowLive event) {
        return new Change(
                DefinitionKeys.of(event), event, event.getPublicationId(), event.getOwnerId(), event.getTime());
    }

    static Change of(WorkflowDeleted event) {
        return new Change(
                DefinitionKeys.of(event), event, event.getPublicationId(), event.getOwnerId(), event.getTime());
    }
}
