package io.millrace.gateway.auth;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is inside a credential, decrypted.
 *
 * @param data as its user handed it in
 */
record Secret(ObjectNode data) {
    /** Of rules that need no credential. */
    static final Secret NONE = new Secret(JsonNodeFactory.instance.objectNode());

    /** The text of that name. */
    Optional<String> text(String name) {
        return data.path(name).stringValueOpt().filter(text -> !text.isEmpty());
    }

    /** One text, or while it is being replaced a list of several: {@code secret} and {@code secrets}. */
    List<String> secrets() {
        return data.path("secrets").isArray()
                ? data.path("secrets")
                        .valueStream()
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue)
                        .toList()
                : text("secret").stream().toList();
    }

    /** Without what is inside: whatever is printed may be kept. */
    @Override
    public String toString() {
        return "Secret";
    }
}
