package io.millrace.schemas.workflow;

import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import io.millrace.schemas.workflow.CatalogChange.Applied;
import io.millrace.schemas.workflow.CatalogChange.Ignored;
import io.millrace.schemas.workflow.CatalogChange.Reason;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * The fold of the {@code workflow.definitions} topic: who reads all of it, in order, knows what every other reader
 * knows.
 *
 * <p>A change counts if its revision is higher than the workflow's, so of several with one revision the first in the
 * log wins; a workflow belongs to its first owner for ever.
 *
 * <p>One thread applies; any number read meanwhile. Each workflow's state is an immutable value that is replaced at
 * once, so a reader sees it before or after a change, never between.
 */
public final class WorkflowCatalog {

    private final WorkflowParser parser;
    private final Map<String, WorkflowState> workflows = new ConcurrentHashMap<>();
    private final Map<String, WebhookAddress> addresses = new ConcurrentHashMap<>();

    public WorkflowCatalog(WorkflowParser parser) {
        this.parser = parser;
    }

    /** Takes the topic's next record; an absent one is a tombstone. */
    public CatalogChange apply(String key, Optional<? extends SpecificRecord> value) {
        if (value.isEmpty()) {
            return buried(key);
        }
        return switch (value.get()) {
            case WorkflowPublished change -> published(key, change);
            case WorkflowLive change -> live(key, change);
            case WorkflowDeleted change -> deleted(key, change);
            default -> new Ignored(Reason.UNKNOWN_RECORD);
        };
    }

    /** The workflow, also when it is deleted. */
    public Optional<WorkflowState> find(String workflowId) {
        return Optional.ofNullable(workflows.get(workflowId));
    }

    /** All workflows, deleted ones too, in no order; a view that follows the catalog. */
    public Collection<WorkflowState> all() {
        return Collections.unmodifiableCollection(workflows.values());
    }

    /** What a webhook id, or one for test runs, stands for. */
    public Optional<WebhookAddress> address(String webhookId) {
        return Optional.ofNullable(addresses.get(webhookId));
    }

    /**
     * Where a request leads; of paths that match, the one whose segments are literal earlier wins.
     *
     * @param method upper-case
     * @param path the segments after the workflow's id, decoded
     */
    public Route route(String workflowId, String method, List<String> path) {
        WorkflowState workflow = workflows.get(workflowId);
        if (workflow == null || workflow.deleted()) {
            return new Route.NotFound();
        }
        Optional<PublishedVersion> live = workflow.live();
        if (live.isEmpty()) {
            return new Route.Inactive(workflow);
        }
        WebhookRoutes routes = live.get().routes();
        Optional<WebhookRoutes.Match> match = routes.match(method, path);
        if (match.isPresent()) {
            return new Route.Matched(
                    workflow, live.get(), match.get().nodeId(), match.get().params());
        }
        SequencedSet<String> allowed = routes.allowed(path);
        return allowed.isEmpty() ? new Route.NotFound() : new Route.MethodNotAllowed(allowed);
    }

    private CatalogChange published(String key, WorkflowPublished change) {
        Optional<WorkflowState> before = find(change.getWorkflowId());
        Optional<Reason> refusal = before.flatMap(state -> refusal(state, change.getOwnerId(), change.getRevision()));
        if (refusal.isPresent()) {
            return lost(key, before.orElseThrow(), refusal.get());
        }
        WorkflowState after = WorkflowTransitions.published(before, change, new PublishedVersion(change, parser));
        CatalogChange applied = applied(after);
        after.webhookIds().forEach((nodeId, ids) -> register(after.workflowId(), nodeId, ids));
        return applied;
    }

    private CatalogChange live(String key, WorkflowLive change) {
        return find(change.getWorkflowId())
                .<CatalogChange>map(before -> refusal(before, change.getOwnerId(), change.getRevision())
                        .or(() -> change.getLiveVersion()
                                .filter(version -> before.version(version).isEmpty())
                                .map(version -> Reason.UNKNOWN_VERSION))
                        .map(reason -> lost(key, before, reason))
                        .orElseGet(() -> applied(WorkflowTransitions.live(before, key, change))))
                .orElse(new Ignored(Reason.UNKNOWN_WORKFLOW));
    }

    private CatalogChange deleted(String key, WorkflowDeleted change) {
        return find(change.getWorkflowId())
                .<CatalogChange>map(before -> refusal(before, change.getOwnerId(), change.getRevision())
                        .map(reason -> lost(key, before, reason))
                        .orElseGet(() -> applied(WorkflowTransitions.deleted(before, key, change))))
                .orElse(new Ignored(Reason.UNKNOWN_WORKFLOW));
    }

    private static Optional<Reason> refusal(WorkflowState before, String ownerId, int revision) {
        if (!before.ownerId().equals(ownerId)) {
            return Optional.of(Reason.OTHER_OWNER);
        }
        return before.revision() >= revision ? Optional.of(Reason.STALE_REVISION) : Optional.empty();
    }

    private CatalogChange applied(WorkflowState after) {
        workflows.put(after.workflowId(), after);
        return new Applied(after);
    }

    private CatalogChange lost(String key, WorkflowState workflow, Reason reason) {
        workflows.put(workflow.workflowId(), WorkflowTransitions.lost(workflow, key));
        return new Ignored(reason);
    }

    private CatalogChange buried(String key) {
        DefinitionKeys.workflowId(key)
                .flatMap(this::find)
                .ifPresent(workflow -> workflows.put(workflow.workflowId(), WorkflowTransitions.buried(workflow, key)));
        return new CatalogChange.Tombstone();
    }

    private void register(String workflowId, String nodeId, WebhookIds ids) {
        addresses.put(ids.webhookId(), new WebhookAddress(workflowId, nodeId, false));
        addresses.put(ids.testWebhookId(), new WebhookAddress(workflowId, nodeId, true));
    }
}
