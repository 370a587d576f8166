package io.millrace.gateway.auth;

import java.time.Instant;
import java.util.Optional;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * A bearer token that somebody signed.
 *
 * @param decoder checks it: signature, issuer, audience and time
 */
record JwtRule(JwtDecoder decoder) implements Rule {
    private static final String SCHEME = "Bearer ";

    @Override
    public String name() {
        return "jwt";
    }

    @Override
    public String header() {
        return "authorization";
    }

    @Override
    public Optional<String> credential() {
        return Optional.empty();
    }

    @Override
    public Verdict check(Delivery delivery, Secret secret, Instant now) {
        if (!delivery.has(header())) {
            return Verdict.MISSING;
        }
        Optional<String> given = delivery.header(header());
        if (given.isEmpty() || !given.get().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Verdict.MALFORMED;
        }
        try {
            decoder.decode(given.get().substring(SCHEME.length()).strip());
            return Verdict.ACCEPTED;
        } catch (BadJwtException e) {
            return Verdict.WRONG;
        } catch (JwtException e) {
            return Verdict.UNAVAILABLE;
        }
    }
}
