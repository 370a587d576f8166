package io.millrace.gateway.trigger;

import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WebhookEndpoint;
import io.millrace.schemas.workflow.WorkflowState;
import java.util.Map;
import java.util.SequencedSet;

/** Where a call leads. */
sealed interface WebhookTarget {
    /** A webhook takes it. */
    record Found(
            WorkflowState workflow, PublishedVersion version, String nodeId, boolean test, Map<String, String> params)
            implements WebhookTarget {

        /** All that it takes. */
        SequencedSet<String> methods() {
            return version.webhook(nodeId)
                    .map(webhook -> WebhookEndpoint.methods(webhook.getMethods()))
                    .orElseThrow();
        }
    }

    /** A webhook is there, but not for this method. */
    record WrongMethod(SequencedSet<String> allowed) implements WebhookTarget {}

    /** The workflow takes no calls now. */
    record Inactive(String workflowId) implements WebhookTarget {}

    /** Nothing is there. */
    record NotFound() implements WebhookTarget {}
}
