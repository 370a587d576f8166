package io.millrace.schemas.workflow;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Collects the places where nodes name credentials. */
final class Credentials {

    private Credentials() {}

    static List<CredentialReference> in(JsonNode definition, NodeTypes types) {
        List<CredentialReference> references = new ArrayList<>();
        collect(Pointer.ROOT, definition, types, references);
        return references;
    }

    private static void collect(Pointer graph, JsonNode json, NodeTypes types, List<CredentialReference> references) {
        JsonNode nodes = json.path("nodes");
        for (int i = 0; i < nodes.size(); i++) {
            JsonNode node = nodes.get(i);
            Pointer parameters = graph.at("nodes").at(i).at("parameters");
            types.find(node.path("type").stringValue("")).ifPresent(type -> {
                type.parameters().values().stream()
                        .filter(Parameter::credential)
                        .forEach(parameter -> node.path("parameters")
                                .path(parameter.name())
                                .stringValueOpt()
                                .ifPresent(id -> references.add(new CredentialReference(
                                        id, parameters.at(parameter.name()).toString()))));
                type.bodyFrom()
                        .ifPresent(parameter -> collect(
                                parameters.at(parameter),
                                node.path("parameters").path(parameter),
                                types,
                                references));
            });
        }
    }
}
