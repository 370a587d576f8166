package io.millrace.gateway.definition;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.WebhookRegistration;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WorkflowState;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What owners see of their workflows. */
final class Views {
    private static final JsonMapper JSON = new JsonMapper();

    private Views() {}

    /**
     * Where a webhook is called.
     *
     * @param id the unguessable id that {@code url} does not need
     * @param url takes live calls
     * @param testUrl runs the newest version as a test, live or not
     */
    record Webhook(String id, String node, List<String> methods, String url, String testUrl) {}

    /** A workflow after a change; the webhooks are those of the newest version. */
    record Changed(
            String id,
            String name,
            boolean active,
            int version,
            @Nullable Integer liveVersion,
            List<Webhook> webhooks) {}

    /** A workflow with its newest definition, in the form in which it can be put back. */
    record Full(
            String id,
            String name,
            boolean active,
            int version,
            @Nullable Integer liveVersion,
            Instant updatedAt,
            List<Webhook> webhooks,
            @JsonRawValue String definition) {}

    /** A workflow in a list; the webhooks are those that take calls, or of the newest version if none is live. */
    record Listed(
            String id,
            String name,
            boolean active,
            @Nullable Integer liveVersion,
            Instant updatedAt,
            List<Webhook> webhooks) {}

    /** A version in a list. */
    record ListedVersion(int version, String name, boolean live, String publishedBy, Instant publishedAt) {}

    /** A version with its definition, which is without {@code name} and {@code active}: they are the workflow's. */
    record FullVersion(
            int version,
            String name,
            boolean live,
            String publishedBy,
            Instant publishedAt,
            List<Webhook> webhooks,
            @JsonRawValue String definition) {}

    static Changed changed(WorkflowState state, URI gateway) {
        return new Changed(
                state.workflowId(),
                state.name(),
                state.liveVersion().isPresent(),
                state.latestVersion(),
                state.liveVersion().orElse(null),
                webhooks(state, state.latest(), gateway));
    }

    static Full full(WorkflowState state, URI gateway) {
        return new Full(
                state.workflowId(),
                state.name(),
                state.liveVersion().isPresent(),
                state.latestVersion(),
                state.liveVersion().orElse(null),
                state.updatedAt(),
                webhooks(state, state.latest(), gateway),
                "{\"name\":" + JSON.writeValueAsString(state.name()) + ",\"active\":"
                        + state.liveVersion().isPresent() + ","
                        + content(state.latest().orElseThrow()).substring(1));
    }

    static Listed listed(WorkflowState state, URI gateway) {
        return new Listed(
                state.workflowId(),
                state.name(),
                state.liveVersion().isPresent(),
                state.liveVersion().orElse(null),
                state.updatedAt(),
                webhooks(state, state.live().or(state::latest), gateway));
    }

    static ListedVersion listed(WorkflowState state, PublishedVersion version) {
        return new ListedVersion(
                version.number(),
                version.publication().getName(),
                isLive(state, version),
                version.publication().getPublishedBy(),
                version.publication().getTime());
    }

    static FullVersion full(WorkflowState state, PublishedVersion version, URI gateway) {
        return new FullVersion(
                version.number(),
                version.publication().getName(),
                isLive(state, version),
                version.publication().getPublishedBy(),
                version.publication().getTime(),
                webhooks(state, Optional.of(version), gateway),
                content(version));
    }

    private static boolean isLive(WorkflowState state, PublishedVersion version) {
        return state.liveVersion().equals(Optional.of(version.number()));
    }

    /** As it was written: reading it here could only lose something. */
    private static String content(PublishedVersion version) {
        return new String(Payload.bytes(version.publication().getDefinition()), UTF_8);
    }

    private static List<Webhook> webhooks(WorkflowState state, Optional<PublishedVersion> version, URI gateway) {
        String base = gateway + "/webhooks/";
        return version.map(PublishedVersion::webhooks).orElse(List.of()).stream()
                .map((WebhookRegistration webhook) -> new Webhook(
                        webhook.getWebhookId(),
                        webhook.getNodeId(),
                        webhook.getMethods(),
                        base + state.workflowId() + "/" + webhook.getPath(),
                        base + webhook.getTestWebhookId()))
                .toList();
    }
}
