package io.millrace.gateway.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A header holds the key.
 *
 * @param header its name
 * @param id the credential, with the header's value as {@code value}, or a {@code token} that stands behind
 *     {@code Bearer}
 */
record HeaderRule(String header, String id) implements Rule {
    @Override
    public String name() {
        return "header";
    }

    @Override
    public Optional<String> credential() {
        return Optional.of(id);
    }

    @Override
    public Verdict check(Delivery delivery, Secret secret, Instant now) {
        if (!delivery.has(header)) {
            return Verdict.MISSING;
        }
        List<String> expected = Stream.of(
                        secret.text("value").stream(),
                        secret.text("token").map(token -> "Bearer " + token).stream(),
                        secret.secrets().stream())
                .flatMap(values -> values)
                .toList();
        if (expected.isEmpty()) {
            return Verdict.UNAVAILABLE;
        }
        return delivery.header(header)
                .map(given -> expected.stream()
                                .map(value -> Texts.equal(value, given))
                                .reduce(false, Boolean::logicalOr)
                        ? Verdict.ACCEPTED
                        : Verdict.WRONG)
                .orElse(Verdict.MALFORMED);
    }
}
