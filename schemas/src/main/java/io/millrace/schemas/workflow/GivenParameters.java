package io.millrace.schemas.workflow;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Finds the parameters that a definition's nodes give, those in loops' bodies included. */
final class GivenParameters {

    /** A parameter of a node's type and the node's value for it, missing perhaps. */
    record Given(Pointer place, Parameter parameter, JsonNode value) {}

    private GivenParameters() {}

    static List<Given> in(JsonNode definition, NodeTypes types) {
        List<Given> given = new ArrayList<>();
        collect(Pointer.ROOT, definition, types, given);
        return given;
    }

    private static void collect(Pointer graph, JsonNode json, NodeTypes types, List<Given> given) {
        JsonNode nodes = json.path("nodes");
        for (int i = 0; i < nodes.size(); i++) {
            JsonNode node = nodes.get(i);
            Pointer place = graph.at("nodes").at(i).at("parameters");
            JsonNode parameters = node.path("parameters");
            types.find(node.path("type").stringValue("")).ifPresent(type -> {
                type.parameters()
                        .values()
                        .forEach(parameter -> given.add(
                                new Given(place.at(parameter.name()), parameter, parameters.path(parameter.name()))));
                type.bodyFrom()
                        .ifPresent(parameter -> collect(place.at(parameter), parameters.path(parameter), types, given));
            });
        }
    }
}
