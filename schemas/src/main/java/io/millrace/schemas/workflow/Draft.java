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
 * @param nodes those that are objects with an id and a type
 * @param connections those that are objects with two ends
 */
record Draft(ObjectNode definition, List<DraftNode> nodes, List<DraftConnection> connections) {

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
        List<DraftNode> nodes = new ArrayList<>();
        Pointer nodesPlace = Pointer.ROOT.at("nodes");
        JsonNode nodeList = definition.path("nodes");
        for (int i = 0; nodeList.isArray() && i < nodeList.size(); i++) {
            if (nodeList.get(i) instanceof ObjectNode json
                    && json.path("id").isString()
                    && json.path("type").isString()) {
                String type = json.path("type").stringValue();
                nodes.add(new DraftNode(nodesPlace.at(i), json.path("id").stringValue(), type, types.find(type), json));
            }
        }
        return new Draft(definition, nodes, connections(definition.path("connections")));
    }

    private static List<DraftConnection> connections(JsonNode list) {
        List<DraftConnection> connections = new ArrayList<>();
        Pointer place = Pointer.ROOT.at("connections");
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

    /** The nodes by id; of two with one id, the first. */
    Map<String, DraftNode> byId() {
        Map<String, DraftNode> byId = new LinkedHashMap<>();
        nodes.forEach(node -> byId.putIfAbsent(node.id(), node));
        return byId;
    }
}
