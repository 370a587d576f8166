package io.millrace.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what senders ask to see whether the webhook is theirs to call, by which nothing starts: Slack's
 * {@code url_verification}, Meta's {@code hub.challenge} and X's {@code crc_token}.
 */
@Component
public final class Challenges {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String HUB = "hub.";
    private static final String CRC = "crc_token";
    private static final int MAX_CHALLENGE = 1000;

    /**
     * X's tokens are signed for whoever asks, with the key that signs deliveries. So nothing is taken for a token that
     * could be a delivery: those begin with a brace, see {@link HmacRule}.
     */
    private static final Pattern CRC_TOKEN = Pattern.compile("[A-Za-z0-9+/=_.~-]{1,200}");

    private static final Pattern HUB_CHALLENGE = Pattern.compile("[A-Za-z0-9_.~-]{1,200}");

    private final CredentialSource credentials;

    Challenges(CredentialSource credentials) {
        this.credentials = credentials;
    }

    /** Whether the request may be such a question, by GET, to a webhook that itself may take only other methods. */
    public static boolean mayAsk(String method, Map<String, Object> query) {
        return method.equals("GET") && (query.containsKey(HUB + "challenge") || query.containsKey(CRC));
    }

    /**
     * The answer to a question asked by GET; none if the webhook's rules know no such question.
     *
     * @throws io.millrace.web.ProblemException 401 if the asker does not know what it should
     */
    public Optional<ResponseEntity<byte[]>> answer(String ownerId, Policy policy, Map<String, Object> query) {
        for (Rule rule : policy.rules()) {
            if (!(rule instanceof HmacRule signed)) {
                continue;
            }
            String scheme = signed.scheme().name();
            if (scheme.equals(Scheme.META) && query.containsKey(HUB + "challenge")) {
                return Optional.of(meta(ownerId, policy, signed, query));
            }
            if (scheme.equals(Scheme.TWITTER) && query.get(CRC) instanceof String token) {
                return Optional.of(twitter(ownerId, policy, signed, token));
            }
        }
        return Optional.empty();
    }

    /** The answer to a question that came as a signed delivery. */
    public static Optional<ResponseEntity<byte[]>> answer(Optional<String> acceptedBy, byte[] body) {
        if (!acceptedBy.equals(Optional.of(HmacRule.NAME_PREFIX + Scheme.SLACK)) || body.length > MAX_CHALLENGE * 4) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(body);
            return json.path("type").stringValue("").equals("url_verification")
                    ? json.path("challenge")
                            .stringValueOpt()
                            .filter(challenge -> challenge.length() <= MAX_CHALLENGE)
                            .map(Challenges::plain)
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty(); // a delivery of another form
        }
    }

    private ResponseEntity<byte[]> meta(String ownerId, Policy policy, HmacRule rule, Map<String, Object> query) {
        String expected = secret(ownerId, policy, rule).text("verifyToken").orElseThrow(policy::refusal);
        if (!"subscribe".equals(query.get(HUB + "mode"))
                || !(query.get(HUB + "verify_token") instanceof String given)
                || !Texts.equal(expected, given)
                || !(query.get(HUB + "challenge") instanceof String challenge)
                || !HUB_CHALLENGE.matcher(challenge).matches()) {
            throw policy.refusal();
        }
        return plain(challenge);
    }

    private ResponseEntity<byte[]> twitter(String ownerId, Policy policy, HmacRule rule, String token) {
        Secret secret = secret(ownerId, policy, rule);
        if (!CRC_TOKEN.matcher(token).matches()
                || !(rule.scheme().keys(secret).stream().findFirst().orElse(null) instanceof SigningKey.Shared key)) {
            throw policy.refusal();
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(JSON.writeValueAsBytes(
                        Map.of("response_token", "sha256=" + key.sign(List.of(UTF_8.encode(token))))));
    }

    private Secret secret(String ownerId, Policy policy, HmacRule rule) {
        return credentials.find(ownerId, rule.id()).map(Secret::new).orElseThrow(policy::refusal);
    }

    private static ResponseEntity<byte[]> plain(String challenge) {
        return ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(challenge.getBytes(UTF_8));
    }
}
