package io.millrace.schemas.workflow;

import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a workflow's state follows from the one before and a record; whether the record counts is decided elsewhere. */
final class WorkflowTransitions {

    private WorkflowTransitions() {}

    static WorkflowState published(Optional<WorkflowState> before, WorkflowPublished change, PublishedVersion version) {
        SortedMap<Integer, PublishedVersion> versions = new TreeMap<>();
        Map<String, WebhookIds> webhookIds = new LinkedHashMap<>();
        before.ifPresent(state -> {
            versions.putAll(state.versions());
            webhookIds.putAll(state.webhookIds());
        });
        if (versions.put(version.number(), version) == null) {
            webhookIds.putAll(webhookIds(List.of(version)));
        } else {
            // What was taken for this version had lost, to a record that compaction has removed: so had its webhooks.
            webhookIds.clear();
            webhookIds.putAll(webhookIds(versions.values()));
        }
        return new WorkflowState(
                change.getWorkflowId(),
                change.getOwnerId(),
                change.getName(),
                change.getRevision(),
                change.getLiveVersion(),
                Math.max(
                        version.number(),
                        before.map(WorkflowState::latestVersion).orElse(0)),
                false,
                versions,
                webhookIds,
                change.getTime(),
                Optional.empty(),
                before.map(WorkflowTransitions::superseded).orElseGet(LinkedHashSet::new));
    }

    static WorkflowState live(WorkflowState before, String key, WorkflowLive change) {
        return new WorkflowState(
                before.workflowId(),
                before.ownerId(),
                change.getName(),
                change.getRevision(),
                change.getLiveVersion(),
                before.latestVersion(),
                false,
                before.versions(),
                before.webhookIds(),
                change.getTime(),
                Optional.of(key),
                superseded(before));
    }

    static WorkflowState deleted(WorkflowState before, String key, WorkflowDeleted change) {
        return new WorkflowState(
                before.workflowId(),
                before.ownerId(),
                change.getName(),
                change.getRevision(),
                Optional.empty(),
                before.latestVersion(),
                true,
                before.versions(),
                before.webhookIds(),
                change.getTime(),
                Optional.of(key),
                superseded(before));
    }

    static WorkflowState lost(WorkflowState before, String key) {
        SequencedSet<String> obsolete = new LinkedHashSet<>(before.obsoleteKeys());
        obsolete.add(key);
        return with(before, before.versions(), before.pointerKey(), obsolete);
    }

    /**
     * A tombstone takes a version away only where that very publication was taken for one: whoever reads a log in which
     * compaction has come past the winner but not yet to the loser takes the loser for the winner until here.
     */
    static WorkflowState buried(WorkflowState before, String key) {
        SequencedSet<String> obsolete = new LinkedHashSet<>(before.obsoleteKeys());
        obsolete.remove(key);
        SortedMap<Integer, PublishedVersion> versions = new TreeMap<>(before.versions());
        versions.values()
                .removeIf(version -> DefinitionKeys.of(version.publication()).equals(key));
        return with(before, versions, before.pointerKey().filter(pointer -> !pointer.equals(key)), obsolete);
    }

    private static SequencedSet<String> superseded(WorkflowState before) {
        SequencedSet<String> obsolete = new LinkedHashSet<>(before.obsoleteKeys());
        before.pointerKey().ifPresent(obsolete::add);
        return obsolete;
    }

    private static WorkflowState with(
            WorkflowState state,
            SortedMap<Integer, PublishedVersion> versions,
            Optional<String> pointerKey,
            SequencedSet<String> obsoleteKeys) {
        return new WorkflowState(
                state.workflowId(),
                state.ownerId(),
                state.name(),
                state.revision(),
                state.liveVersion(),
                versions.isEmpty() ? 0 : versions.lastKey(),
                state.deleted(),
                versions,
                versions.size() == state.versions().size() ? state.webhookIds() : webhookIds(versions.values()),
                state.updatedAt(),
                pointerKey,
                obsoleteKeys);
    }

    private static Map<String, WebhookIds> webhookIds(Collection<PublishedVersion> versions) {
        Map<String, WebhookIds> ids = new LinkedHashMap<>();
        versions.stream()
                .flatMap(version -> version.webhooks().stream())
                .forEach(webhook -> ids.put(
                        webhook.getNodeId(), new WebhookIds(webhook.getWebhookId(), webhook.getTestWebhookId())));
        return ids;
    }
}
