package io.millrace.schemas.workflow;

import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A parameter that a node type takes.
 *
 * @param name its key in the node's {@code parameters}
 * @param description for people
 * @param schema the JSON Schema of its value; not applied to a value that contains expressions
 * @param required whether a node must give it
 * @param literal whether it is taken as it stands, never searched for expressions
 * @param credential whether its value names a credential: an id, {@code {type}}, or a list of objects each of which has
 *     one as its {@code credential}
 * @param credentialTypes the types of credentials that are of use; any if empty
 * @param workflow whether its value names workflows: a list of objects each of which names one by its id
 * @param defaultValue what holds when a node does not give it
 */
public record Parameter(
        String name,
        String description,
        ObjectNode schema,
        boolean required,
        boolean literal,
        boolean credential,
        Set<String> credentialTypes,
        boolean workflow,
        Optional<JsonNode> defaultValue) {
    public Parameter {
        credentialTypes = Set.copyOf(credentialTypes);
    }
}
