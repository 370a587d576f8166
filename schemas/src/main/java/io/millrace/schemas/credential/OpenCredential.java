package io.millrace.schemas.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A credential, decrypted. To be kept no longer than it is used.
 *
 * @param id its id, unique for its owner
 * @param type the name of its {@link CredentialType}
 * @param data what its user handed in, as its type describes it
 * @param token what was fetched with it: {@code accessToken}, {@code tokenType} and perhaps {@code refreshToken} and
 *     {@code scope}
 */
public record OpenCredential(String id, String type, ObjectNode data, Optional<ObjectNode> token) {
    private static final List<String> TOKEN_SECRETS = List.of("accessToken", "refreshToken");

    /**
     * A text of the data.
     *
     * @throws IllegalArgumentException if the data does not have it, which its type then does not demand
     */
    public String text(String name) {
        return data.path(name)
                .stringValueOpt()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the credential '" + id + "' of type '" + type + "' has no '" + name + "'"));
    }

    /** The texts in it that must be shown nowhere. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        CredentialTypes.find(type).ifPresent(known -> secrets.addAll(known.secrets(data)));
        token.ifPresent(fetched -> TOKEN_SECRETS.forEach(name -> CredentialType.collect(fetched.path(name), secrets)));
        return secrets;
    }

    /** Without what is in it: whatever is printed may be kept. */
    @Override
    public String toString() {
        return "OpenCredential[" + id + ", " + type + "]";
    }
}
