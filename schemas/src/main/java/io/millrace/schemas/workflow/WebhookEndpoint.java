package io.millrace.schemas.workflow;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import tools.jackson.databind.JsonNode;

/**
 * Where a webhook node listens, as its parameters say.
 *
 * @param nodeId the node
 * @param path segments joined by slashes, without a leading one; {@code :name} takes any one segment
 * @param methods upper-case names; {@value #ANY} alone stands for all of {@link #METHODS}
 */
public record WebhookEndpoint(String nodeId, String path, List<String> methods) {

    /** The node type that listens. */
    public static final String TYPE = "webhook";

    /** Stands for all methods. */
    public static final String ANY = "ANY";

    /** The methods that can start an execution. */
    public static final SequencedSet<String> METHODS =
            Collections.unmodifiableSequencedSet(new LinkedHashSet<>(List.of("GET", "POST", "PUT", "PATCH", "DELETE")));

    public WebhookEndpoint {
        methods = List.copyOf(methods);
    }

    /** The methods that a declaration stands for. */
    public static SequencedSet<String> methods(List<String> declared) {
        return declared.contains(ANY) ? METHODS : new LinkedHashSet<>(declared);
    }

    /** The endpoints of a checked workflow, in the order of its nodes. */
    public static List<WebhookEndpoint> of(Workflow workflow) {
        return workflow.nodes().stream()
                .filter(node -> node.type().equals(TYPE))
                .map(WebhookEndpoint::of)
                .toList();
    }

    private static WebhookEndpoint of(Node node) {
        JsonNode method = node.parameters().path("method");
        List<String> methods = method.isArray()
                ? method.valueStream().map(JsonNode::stringValue).toList()
                : List.of(method.stringValue("POST"));
        return new WebhookEndpoint(node.id(), node.parameters().path("path").stringValue(""), methods);
    }
}
