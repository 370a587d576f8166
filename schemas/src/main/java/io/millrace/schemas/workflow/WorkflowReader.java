package io.millrace.schemas.workflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the model of a definition that was checked before; whatever does not fit is an
 * {@link IllegalArgumentException}.
 */
final class WorkflowReader {

    private final NodeTypes types;

    WorkflowReader(NodeTypes types) {
        this.types = types;
    }

    /** Reads a whole definition, {@code name} and {@code active} included. */
    Workflow read(ObjectNode definition) {
        String name = definition.path("name").stringValue("");
        return read(name, definition.path("active").booleanValue(true), definition);
    }

    /** Reads a definition whose {@code name} and {@code active} are kept elsewhere. */
    Workflow read(String name, boolean active, ObjectNode definition) {
        List<Node> nodes = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        Map<String, List<Node>> bodies = new LinkedHashMap<>();
        read(definition, nodes, connections, bodies);
        Graph graph = new Graph(nodes, connections, bodies, this::isTrigger);
        ObjectNode content = definition.deepCopy();
        content.remove(List.of("name", "active"));
        return new Workflow(
                name,
                active,
                settings(definition.path("settings")),
                graph,
                Credentials.in(definition, types),
                WorkflowReference.in(definition, types),
                content);
    }

    /** Reads a graph and, behind each loop, that of its body; gives the graph's own nodes. */
    private List<Node> read(
            JsonNode graph, List<Node> nodes, List<Connection> connections, Map<String, List<Node>> bodies) {
        List<Node> own = new ArrayList<>();
        for (JsonNode json : graph.path("nodes")) {
            Node node = node(json);
            own.add(node);
            nodes.add(node);
            types.find(node.type()).flatMap(NodeType::bodyFrom).ifPresent(parameter -> {
                JsonNode body = node.parameters().path(parameter);
                bodies.put(node.id(), read(body, nodes, connections, bodies));
            });
        }
        graph.path("connections").forEach(connection -> connections.add(connection(connection)));
        return own;
    }

    private boolean isTrigger(Node node) {
        return types.find(node.type()).map(NodeType::trigger).orElse(false);
    }

    private static Node node(JsonNode node) {
        String id = text(node, "id");
        return new Node(
                id,
                text(node, "type"),
                node.path("name").stringValue(id),
                node.get("parameters") instanceof ObjectNode given ? given : JsonNodeFactory.instance.objectNode(),
                present(node, "retry").map(WorkflowReader::retry),
                duration(node, "timeout"),
                OnError.valueOf(node.path("onError").stringValue("fail").toUpperCase(Locale.ROOT)),
                node.path("disabled").booleanValue(false));
    }

    private static Connection connection(JsonNode connection) {
        return new Connection(
                text(connection, "from"), connection.path("output").stringValue(NodeType.MAIN), text(connection, "to"));
    }

    private static Retry retry(JsonNode retry) {
        Duration initial = duration(retry, "initialInterval").orElse(Duration.ofSeconds(1));
        return new Retry(
                retry.path("maxAttempts").intValue(3),
                initial,
                retry.path("multiplier").doubleValue(2),
                duration(retry, "maxInterval").orElse(Duration.ofMinutes(1)),
                retry.path("jitter").doubleValue(0.2),
                duration(retry, "attemptTimeout"));
    }

    private static Settings settings(JsonNode settings) {
        if (!settings.isObject()) {
            return Settings.NONE;
        }
        Map<String, String> labels = new LinkedHashMap<>();
        settings.path("labels").forEachEntry((name, value) -> labels.put(name, value.stringValue()));
        return new Settings(
                duration(settings, "timeout"),
                present(settings, "maxConcurrent").map(JsonNode::intValue),
                present(settings, "onFailure").map(JsonNode::stringValue),
                labels);
    }

    private static String text(JsonNode object, String key) {
        return present(object, key)
                .flatMap(JsonNode::stringValueOpt)
                .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is missing in " + object));
    }

    private static Optional<Duration> duration(JsonNode object, String key) {
        return present(object, key).map(JsonNode::stringValue).map(Duration::parse);
    }

    private static Optional<JsonNode> present(JsonNode object, String key) {
        return object.optional(key).filter(value -> !value.isNull());
    }
}
