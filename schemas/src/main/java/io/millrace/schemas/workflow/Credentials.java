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
                        .forEach(parameter -> collect(
                                parameters.at(parameter.name()),
                                node.path("parameters").path(parameter.name()),
                                parameter,
                                references));
                type.bodyFrom()
                        .ifPresent(parameter -> collect(
                                parameters.at(parameter),
                                node.path("parameters").path(parameter),
                                types,
                                references));
            });
        }
    }

    /** A name, or a list of objects each of which has one as its {@code credential}. */
    private static void collect(
            Pointer place, JsonNode value, Parameter parameter, List<CredentialReference> references) {
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                collect(place.at(i).at("credential"), value.get(i).path("credential"), parameter, references);
            }
        } else if (parameter.literal() || !Expressions.areIn(value)) {
            CredentialName.of(value)
                    .ifPresent(name -> references.add(
                            new CredentialReference(name, parameter.credentialTypes(), place.toString())));
        }
    }
}
