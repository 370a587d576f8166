package io.millrace.schemas.workflow;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Collects the places where nodes name credentials. */
final class Credentials {

    private Credentials() {}

    static List<CredentialReference> in(JsonNode definition, NodeTypes types) {
        List<CredentialReference> references = new ArrayList<>();
        GivenParameters.in(definition, types).stream()
                .filter(given -> given.parameter().credential())
                .forEach(given -> collect(given.place(), given.value(), given.parameter(), references));
        return references;
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
