package io.millrace.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.slack.api.app_backend.SlackSignature;
import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A delivery that its sender's own library signed. */
record Signed(
        String library,
        Scheme scheme,
        String secret,
        Instant time,
        Map<String, List<String>> headers,
        ByteBuffer body) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
    private static final String STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** From {@code signatures.json}, and from the libraries that there are for Java. */
    static List<Signed> all() {
        var all = new ArrayList<Signed>();
        for (JsonNode one : fixtures()) {
            var headers = new LinkedHashMap<String, String>();
            one.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().stringValue()));
            all.add(of(
                    one.path("library").stringValue(),
                    one.path("scheme").stringValue(),
                    one.path("secret").stringValue(),
                    headers,
                    one.path("body").stringValue()));
        }
        List.of("{\"type\":\"event\",\"text\":\"é\"}", "[1]", "a=1&b=%20")
                .forEach(body -> all.addAll(byJavaLibraries(body)));
        return all;
    }

    private static List<Signed> byJavaLibraries(String body) {
        String time = String.valueOf(TIME.getEpochSecond());
        try {
            return List.of(
                    of(
                            "stripe-java",
                            "stripe",
                            "whsec_stripe",
                            Map.of(
                                    "Stripe-Signature",
                                    "t=" + time + ",v1="
                                            + com.stripe.net.Webhook.Util.computeHmacSha256(
                                                    "whsec_stripe", time + "." + body)),
                            body),
                    of(
                            "slack-app-backend",
                            "slack",
                            "8f742231b10e8888abcd99yyyzzz85a5",
                            Map.of(
                                    "X-Slack-Request-Timestamp",
                                    time,
                                    "X-Slack-Signature",
                                    new SlackSignature.Generator("8f742231b10e8888abcd99yyyzzz85a5")
                                            .generate(time, body)),
                            body),
                    of(
                            "standardwebhooks",
                            "standard-webhooks",
                            STANDARD_SECRET,
                            Map.of(
                                    "webhook-id",
                                    "msg_4",
                                    "webhook-timestamp",
                                    time,
                                    "webhook-signature",
                                    new Webhook(STANDARD_SECRET).sign("msg_4", TIME.getEpochSecond(), body)),
                            body));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException("a library failed", e);
        }
    }

    private static Signed of(String library, String scheme, String secret, Map<String, String> headers, String body) {
        var lists = new LinkedHashMap<String, List<String>>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Signed(library, Scheme.named(scheme).orElseThrow(), secret, TIME, lists, UTF_8.encode(body));
    }

    private static JsonNode fixtures() {
        try (InputStream in = Signed.class.getResourceAsStream("/signatures/signatures.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HmacRule rule() {
        return new HmacRule(scheme, Duration.ofMinutes(5), "id");
    }

    Signed with(Map<String, List<String>> others) {
        return new Signed(library, scheme, secret, time, others, body);
    }

    Signed withHeader(String name, String... values) {
        var others = new LinkedHashMap<>(headers);
        others.put(name, List.of(values));
        return with(others);
    }

    Signed withoutHeader(String name) {
        var others = new LinkedHashMap<>(headers);
        others.remove(name);
        return with(others);
    }

    Signed withBody(byte[] other) {
        return new Signed(library, scheme, secret, time, headers, ByteBuffer.wrap(other));
    }

    Signed withSecret(String other) {
        return new Signed(library, scheme, other, time, headers, body);
    }

    byte[] bytes() {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }

    String header(String name) {
        return headers.getOrDefault(name, List.of()).getFirst();
    }

    static Secret secret(String secret) {
        return new Secret(JSON.createObjectNode().put("secret", secret));
    }

    /** What the rule says of it some time after it was signed. */
    Verdict check(Duration later) {
        return rule().check(delivery(), secret(secret), time.plus(later));
    }

    Verdict check() {
        return check(Duration.ofSeconds(1));
    }

    Delivery delivery() {
        return new Delivery(
                "POST",
                "https://example.com/webhooks/a/b",
                name -> headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase(name))
                        .flatMap(header -> header.getValue().stream())
                        .toList(),
                body);
    }

    @Override
    public String toString() {
        return "%s by %s: %s, body %s".formatted(scheme.name(), library, headers, UTF_8.decode(body.duplicate()));
    }

    static Stream<Signed> stream() {
        return all().stream();
    }
}
