package io.millrace.schemas.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A definition as far as it can be read: what has the wrong shape is left out, so that one mistake does not hide
 * others.
 *
 * @param definition the document
 * @param nodes those that are objects with an id and a type, those of loops' bodies behind their loop
 * @param connections those that are objects with two ends, likewise
 * @param graphs the document's own graph and those of the loops' bodies
 */
record Draft(ObjectNode definition, List<DraftNode> nodes, List<DraftConnection> connections, List<DraftGraph> graphs) {

    /**
     * A graph: the whole, or a loop's body.
     *
     * @param place where its object is
     */
    record DraftGraph(
            Pointer place, JsonNode json, List<DraftNode> nodes, List<DraftConnection> connections, boolean isBody) {
        /** The nodes by id; of two with one id, the first. */
        Map<String, DraftNode> byId() {
            Map<String, DraftNode> byId = new LinkedHashMap<>();
            nodes.forEach(node -> byId.putIfAbsent(node.id(), node));
            return byId;
        }
    }

    /** A node; its type is absent if there is no such type. */
    record DraftNode(Pointer place, String id, String typeName, Optional<NodeType> type, ObjectNode json) {

        ObjectNode parameters() {
            return json.get("parameters") instanceof ObjectNode given ? given : JsonNodeFactory.instance.objectNode();
        }

        Pointer parametersPlace() {
            return json.has("parameters") ? place.at("parameters") : place;
        }

        boolean isTrigger() {
            return type.map(NodeType::trigger).orElse(false);
        }
    }

    /** A connection; its ends need not exist. */
    record DraftConnection(Pointer place, Connection connection, boolean namesOutput) {}

    static Draft of(ObjectNode definition, NodeTypes types) {
        List<DraftGraph> graphs = new ArrayList<>();
        collect(Pointer.ROOT, definition, false, types, graphs);
        return new Draft(
                definition,
                graphs.stream().flatMap(graph -> graph.nodes().stream()).toList(),
                graphs.stream().flatMap(graph -> graph.connections().stream()).toList(),
                graphs);
    }

    private static void collect(
            Pointer place, JsonNode json, boolean isBody, NodeTypes types, List<DraftGraph> graphs) {
        List<DraftNode> nodes = nodes(place.at("nodes"), json.path("nodes"), types);
        graphs.add(new DraftGraph(
                place, json, nodes, connections(place.at("connections"), json.path("connections")), isBody));
        for (DraftNode node : nodes) {
            node.type().flatMap(NodeType::bodyFrom).ifPresent(parameter -> {
                if (node.parameters().get(parameter) instanceof ObjectNode body) {
                    collect(node.parametersPlace().at(parameter), body, true, types, graphs);
                }
            });
        }
    }

    private static List<DraftNode> nodes(Pointer place, JsonNode list, NodeTypes types) {
        List<DraftNode> nodes = new ArrayList<>();
        for (int i = 0; list.isArray() && i < list.size(); i++) {
            if (list.get(i) instanceof ObjectNode json
                    && json.path("id").isString()
                    && json.path("type").isString()) {
                String type = json.path("type").stringValue();
                nodes.add(new DraftNode(place.at(i), json.path("id").stringValue(), type, types.find(type), json));
            }
        }
        return nodes;
    }

    private static List<DraftConnection> connections(Pointer place, JsonNode list) {
        List<DraftConnection> connections = new ArrayList<>();
        for (int i = 0; list.isArray() && i < list.size(); i++) {
            JsonNode json = list.get(i);
            if (json.path("from").isString() && json.path("to").isString()) {
                connections.add(new DraftConnection(
                        place.at(i),
                        new Connection(
                                json.path("from").stringValue(),
                                json.path("output").stringValue(NodeType.MAIN),
                                json.path("to").stringValue()),
                        json.has("output")));
            }
        }
        return connections;
    }
}
