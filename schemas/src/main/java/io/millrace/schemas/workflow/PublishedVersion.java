package io.millrace.schemas.workflow;

import io.millrace.schemas.event.WebhookRegistration;
import io.millrace.schemas.event.WorkflowPublished;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One immutable version of a workflow. The definition is parsed when it is first asked for. Thread-safe. */
public final class PublishedVersion {

    private final WorkflowPublished publication;
    private final WebhookRoutes routes;
    private final WorkflowParser parser;
    /** Two threads may both parse it; either result is as good. */
    private volatile @Nullable Workflow parsed;

    PublishedVersion(WorkflowPublished publication, WorkflowParser parser) {
        this.publication = publication;
        this.routes = new WebhookRoutes(publication.getWebhooks());
        this.parser = parser;
    }

    /** The version, from 1. */
    public int number() {
        return publication.getVersion();
    }

    /** The record that published it; its {@code bytes} are shared, so duplicate them before reading. */
    public WorkflowPublished publication() {
        return publication;
    }

    public List<WebhookRegistration> webhooks() {
        return publication.getWebhooks();
    }

    /** The webhook node's registration, if this version has the node. */
    public Optional<WebhookRegistration> webhook(String nodeId) {
        return webhooks().stream()
                .filter(webhook -> webhook.getNodeId().equals(nodeId))
                .findFirst();
    }

    /**
     * The definition's model; {@code name} and {@code active} are those of the publication.
     *
     * @throws IllegalArgumentException if what was published cannot be read
     */
    public Workflow workflow() {
        Workflow known = parsed;
        if (known == null) {
            known = parser.readPublished(
                    publication.getName(), publication.getLiveVersion().isPresent(), publication.getDefinition());
            parsed = known;
        }
        return known;
    }

    WebhookRoutes routes() {
        return routes;
    }
}
