package io.millrace.gateway.auth;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Where the rules' secrets are. */
@FunctionalInterface
public interface CredentialSource {
    /** What is inside the owner's credential of that id, decrypted; empty if there is none, or it cannot be read. */
    Optional<ObjectNode> find(String ownerId, String credentialId);
}
