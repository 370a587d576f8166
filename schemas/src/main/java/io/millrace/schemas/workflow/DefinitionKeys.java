package io.millrace.schemas.workflow;

import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys of {@code workflow.definitions}. Each is used once, so that compaction, which keeps the last record of a
 * key, can never drop the winner of a race.
 */
public final class DefinitionKeys {

    private static final String LIVE = "live";
    private static final String DELETED = "deleted";

    private DefinitionKeys() {}

    public static String of(WorkflowPublished change) {
        return key(change.getWorkflowId(), Integer.toString(change.getVersion()), change.getPublicationId());
    }

    public static String of(WorkflowLive change) {
        return key(change.getWorkflowId(), LIVE, change.getPublicationId());
    }

    public static String of(WorkflowDeleted change) {
        return key(change.getWorkflowId(), DELETED, change.getPublicationId());
    }

    private static String key(String workflowId, String what, UUID publicationId) {
        return workflowId + "/" + what + "/" + publicationId;
    }

    /** The workflow that a key belongs to; empty if it is no key of this topic. */
    static Optional<String> workflowId(String key) {
        int slash = key.indexOf('/');
        return slash > 0 ? Optional.of(key.substring(0, slash)) : Optional.empty();
    }
}
