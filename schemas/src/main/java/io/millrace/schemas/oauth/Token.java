package io.millrace.schemas.oauth;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an OAuth server gave.
 *
 * @param expiresIn how long it is good for, if that is said
 */
public record Token(
        String accessToken, Optional<String> refreshToken, Optional<String> scope, Optional<Duration> expiresIn) {

    /** Reads a token response, RFC 6749, 5.1; empty if it is none. */
    static Optional<Token> read(JsonNode response) {
        return response.path("access_token")
                .stringValueOpt()
                .filter(text -> !text.isEmpty())
                .map(access -> new Token(
                        access,
                        response.path("refresh_token").stringValueOpt(),
                        response.path("scope").stringValueOpt(),
                        // Some servers send the number as a text.
                        response.path("expires_in").asLongOpt().stream()
                                .filter(seconds -> seconds > 0)
                                .mapToObj(Duration::ofSeconds)
                                .findFirst()));
    }

    /** The same with the refresh token of before, where the server gave no new one. */
    Token withRefreshToken(String before) {
        return refreshToken.isPresent() ? this : new Token(accessToken, Optional.of(before), scope, expiresIn);
    }

    /** As it is kept with its credential. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("accessToken", accessToken);
        refreshToken.ifPresent(text -> json.put("refreshToken", text));
        scope.ifPresent(text -> json.put("scope", text));
        return json;
    }

    /** Without what is in it: whatever is printed may be kept. */
    @Override
    public String toString() {
        return "Token[expires in " + expiresIn + "]";
    }
}
