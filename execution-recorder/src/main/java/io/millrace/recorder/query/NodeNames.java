package io.millrace.recorder.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The names and types of nodes whose results do not carry them yet: they are in the definition that runs. */
final class NodeNames {
    /** What people call a node, and what it does. */
    record Named(@Nullable String name, @Nullable String type) {}

    private static final JsonMapper JSON = new JsonMapper();
    private static final Named UNKNOWN = new Named(null, null);

    private NodeNames() {}

    /**
     * The results with a name and a type each, as far as they are known; the definition is asked for only if needed.
     */
    static List<Views.NodeResult> complete(List<Views.NodeResult> results, Supplier<Optional<String>> definition) {
        if (results.stream().allMatch(result -> result.type() != null)) {
            return results;
        }
        Map<String, Named> named = definition.get().map(NodeNames::of).orElse(Map.of());
        return results.stream()
                .map(result ->
                        result.type() != null ? result : result.named(named.getOrDefault(result.nodeId(), UNKNOWN)))
                .toList();
    }

    private static Map<String, Named> of(String definition) {
        var named = new HashMap<String, Named>();
        collect(JSON.readTree(definition), named);
        return named;
    }

    private static void collect(JsonNode graph, Map<String, Named> named) {
        for (JsonNode node : graph.path("nodes")) {
            String id = node.path("id").asString("");
            named.put(
                    id,
                    new Named(node.path("name").asString(id), node.path("type").asString(null)));
            collect(node.path("parameters").path("body"), named);
        }
    }
}
