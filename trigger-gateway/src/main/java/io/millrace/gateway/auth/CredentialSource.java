package io.millrace.gateway.auth;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Where the rules' secrets are. */
@FunctionalInterface
interface CredentialSource {
    /**
     * What is inside the owner's credential of that id, decrypted; empty if there is none.
     *
     * @throws io.millrace.web.ProblemException if credentials cannot be read or decrypted now
     */
    Optional<ObjectNode> find(String ownerId, String credentialId);
}
