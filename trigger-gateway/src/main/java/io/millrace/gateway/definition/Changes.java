package io.millrace.gateway.definition;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.WebhookRegistration;
import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WebhookEndpoint;
import io.millrace.schemas.workflow.WebhookIds;
import io.millrace.schemas.workflow.Workflow;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Which change a request comes to, given the workflow as it is known; nothing if all is so already. */
final class Changes {
    /**
     * Who changes a workflow and when.
     *
     * @param publicationId tells this change from others that race with it
     */
    record Origin(String workflowId, Caller caller, UUID publicationId, Instant time) {}

    private Changes() {}

    /**
     * For a definition that was handed in.
     *
     * @param draft whether it must not become live
     * @param newId makes ids of webhooks
     */
    static Optional<Change> put(
            Origin origin, Optional<WorkflowState> known, Workflow wanted, boolean draft, Supplier<String> newId) {
        Optional<WorkflowState> existing = known.filter(state -> !state.deleted());
        boolean sameContent = existing.flatMap(WorkflowState::latest)
                .filter(latest -> hasContentOf(latest, wanted))
                .isPresent();
        int version = known.map(WorkflowState::latestVersion).orElse(0) + (sameContent ? 0 : 1);
        Optional<Integer> live = draft
                ? existing.flatMap(WorkflowState::liveVersion)
                : Optional.of(version).filter(number -> wanted.active());
        if (sameContent) {
            return existing.flatMap(state -> live(origin, state, live, wanted.name()));
        }
        return Optional.of(Change.of(WorkflowPublished.newBuilder()
                .setWorkflowId(origin.workflowId())
                .setOwnerId(origin.caller().owner())
                .setRevision(revisionAfter(known))
                .setPublicationId(origin.publicationId())
                .setVersion(version)
                .setLiveVersion(live.orElse(null))
                .setName(wanted.name())
                .setDefinition(Payload.of(wanted.content()))
                .setWebhooks(
                        webhooks(wanted, known.map(WorkflowState::webhookIds).orElse(Map.of()), newId))
                .setPublishedBy(origin.caller().subject())
                .setTime(origin.time())
                .build()));
    }

    /** For another live version, or none, or another name. */
    static Optional<Change> live(Origin origin, WorkflowState state, Optional<Integer> version, String name) {
        if (state.liveVersion().equals(version) && state.name().equals(name)) {
            return Optional.empty();
        }
        return Optional.of(Change.of(WorkflowLive.newBuilder()
                .setWorkflowId(origin.workflowId())
                .setOwnerId(origin.caller().owner())
                .setRevision(state.revision() + 1)
                .setPublicationId(origin.publicationId())
                .setLiveVersion(version.orElse(null))
                .setName(name)
                .setChangedBy(origin.caller().subject())
                .setTime(origin.time())
                .build()));
    }

    /** For the end of it. */
    static Change delete(Origin origin, WorkflowState state) {
        return Change.of(WorkflowDeleted.newBuilder()
                .setWorkflowId(origin.workflowId())
                .setOwnerId(origin.caller().owner())
                .setRevision(state.revision() + 1)
                .setPublicationId(origin.publicationId())
                .setName(state.name())
                .setDeletedBy(origin.caller().subject())
                .setTime(origin.time())
                .build());
    }

    private static int revisionAfter(Optional<WorkflowState> known) {
        return known.map(WorkflowState::revision).orElse(0) + 1;
    }

    private static boolean hasContentOf(PublishedVersion latest, Workflow wanted) {
        try {
            return latest.workflow().hasSameContentAs(wanted);
        } catch (IllegalArgumentException unreadable) {
            return false; // whatever it was, this is another one
        }
    }

    private static List<WebhookRegistration> webhooks(
            Workflow workflow, Map<String, WebhookIds> known, Supplier<String> newId) {
        return WebhookEndpoint.of(workflow).stream()
                .map(endpoint -> {
                    WebhookIds ids = known.get(endpoint.nodeId());
                    return WebhookRegistration.newBuilder()
                            .setNodeId(endpoint.nodeId())
                            .setWebhookId(ids == null ? newId.get() : ids.webhookId())
                            .setTestWebhookId(ids == null ? newId.get() : ids.testWebhookId())
                            .setPath(endpoint.path())
                            .setMethods(endpoint.methods())
                            .build();
                })
                .toList();
    }
}
