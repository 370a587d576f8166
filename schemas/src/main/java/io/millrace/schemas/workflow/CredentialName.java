package io.millrace.schemas.workflow;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How a definition names a credential of its owner's. */
public sealed interface CredentialName {
    /** By its id. */
    record ById(String id) implements CredentialName {
        @Override
        public String toString() {
            return "'" + id + "'";
        }
    }

    /** By its type, of which there must be one only. */
    record ByType(String type) implements CredentialName {
        @Override
        public String toString() {
            return "of type '" + type + "'";
        }
    }

    /** Reads an id or {@code {"type": …}}; empty for anything else. */
    static Optional<CredentialName> of(JsonNode value) {
        return value.stringValueOpt()
                .<CredentialName>map(ById::new)
                .or(() -> value.path("type").stringValueOpt().map(ByType::new));
    }
}
