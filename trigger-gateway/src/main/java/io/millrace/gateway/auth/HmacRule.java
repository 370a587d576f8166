package io.millrace.gateway.auth;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The request is signed.
 *
 * @param scheme how
 * @param tolerance how far the time of signing may be from now, both ways
 * @param id the credential, with the key as {@code secret}, or several as {@code secrets}
 */
record HmacRule(Scheme scheme, Duration tolerance, String id) implements Rule {
    static final String NAME_PREFIX = "hmac-";

    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,13}");

    /** Seconds would be this many in the year 5138; milliseconds were in 1973. */
    private static final long FIRST_MILLIS = 100_000_000_000L;

    @Override
    public String name() {
        return NAME_PREFIX + scheme.name();
    }

    @Override
    public String header() {
        return scheme.header();
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
        List<SigningKey> keys;
        try {
            keys = scheme.keys(secret);
        } catch (IllegalArgumentException unreadable) {
            return Verdict.UNAVAILABLE;
        }
        if (keys.isEmpty()) {
            return Verdict.UNAVAILABLE;
        }
        Optional<SignatureHeader.Shown> shown = delivery.header(header()).flatMap(scheme.syntax()::read);
        if (shown.isEmpty()) {
            return Verdict.MALFORMED;
        }
        Optional<String> timestamp =
                shown.get().timestamp().or(() -> scheme.timestampHeader().flatMap(delivery::header));
        Optional<List<ByteBuffer>> content = scheme.content().of(delivery, timestamp.orElse(""));
        if (scheme.name().equals(Scheme.TWITTER) && !beginsWithBrace(delivery.body())) {
            return Verdict.MALFORMED; // X signs other texts for anybody, see Challenges
        }
        if (content.isEmpty() || (timestamp.isEmpty() && scheme.timed())) {
            return Verdict.MALFORMED;
        }
        if (keys.stream().noneMatch(key -> shown.get().signatures().stream()
                .anyMatch(signature -> key.verifies(content.get(), signature)))) {
            return Verdict.WRONG;
        }
        return scheme.timed() ? fresh(timestamp.orElseThrow(), now) : Verdict.ACCEPTED;
    }

    private static boolean beginsWithBrace(ByteBuffer body) {
        return body.hasRemaining() && body.get(body.position()) == '{';
    }

    private Verdict fresh(String timestamp, Instant now) {
        if (!TIMESTAMP.matcher(timestamp).matches()) {
            return Verdict.MALFORMED;
        }
        long number = Long.parseLong(timestamp);
        Instant signed = number < FIRST_MILLIS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
        return Duration.between(signed, now).abs().compareTo(tolerance) <= 0 ? Verdict.ACCEPTED : Verdict.STALE;
    }
}
