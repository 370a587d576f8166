package io.millrace.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * HTTP basic authentication (RFC 7617), in UTF-8.
 *
 * @param id the credential, with {@code username} and {@code password}
 */
record BasicRule(String id) implements Rule {
    private static final String SCHEME = "Basic ";

    @Override
    public String name() {
        return "basic";
    }

    @Override
    public String header() {
        return "authorization";
    }

    @Override
    public Optional<String> credential() {
        return Optional.of(id);
    }

    @Override
    public Verdict check(Delivery delivery, Secret secret, Instant now) {
        if (!delivery.has(header())) {
            return Verdict.MISSING;
        }
        Optional<String> username = secret.text("username");
        Optional<String> password = secret.text("password");
        if (username.isEmpty() || password.isEmpty()) {
            return Verdict.UNAVAILABLE;
        }
        Optional<String> given = delivery.header(header());
        if (given.isEmpty() || !given.get().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Verdict.MALFORMED;
        }
        // Encoded rather than decoded: there is one way to write it, and no other is taken.
        String expected = Base64.getEncoder().encodeToString((username.get() + ":" + password.get()).getBytes(UTF_8));
        return Texts.equal(expected, given.get().substring(SCHEME.length()).strip()) ? Verdict.ACCEPTED : Verdict.WRONG;
    }
}
