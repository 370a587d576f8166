package io.millrace.schemas.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;

/** The header that a credential authenticates an HTTP request with. */
public record CredentialHeader(String name, String value) {
    private static final String AUTHORIZATION = "Authorization";

    /** Empty for a credential that is none of HTTP's, or has no token yet. */
    public static Optional<CredentialHeader> of(OpenCredential credential) {
        return switch (credential.type()) {
            case CredentialType.HEADER ->
                Optional.of(new CredentialHeader(credential.text("name"), credential.text("value")));
            case CredentialType.BASIC -> Optional.of(basic(credential.text("username"), credential.text("password")));
            case CredentialType.BEARER -> Optional.of(bearer(credential.text("token")));
            case CredentialType.OAUTH2_CLIENT_CREDENTIALS, CredentialType.OAUTH2_AUTHORIZATION_CODE ->
                credential
                        .token()
                        .flatMap(token -> token.path("accessToken").stringValueOpt())
                        .map(CredentialHeader::bearer);
            default -> Optional.empty();
        };
    }

    /** Basic authentication, RFC 7617. */
    public static CredentialHeader basic(String username, String password) {
        return new CredentialHeader(
                AUTHORIZATION,
                "Basic " + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8)));
    }

    private static CredentialHeader bearer(String token) {
        return new CredentialHeader(AUTHORIZATION, "Bearer " + token);
    }

    /** Without the value: whatever is printed may be kept. */
    @Override
    public String toString() {
        return "CredentialHeader[" + name + "]";
    }
}
