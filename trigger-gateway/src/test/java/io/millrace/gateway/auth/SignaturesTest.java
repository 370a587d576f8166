package io.millrace.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SignaturesTest {
    private static final long SEED = Long.getLong("millrace.seed", 20261121L);
    private static final int VARIANTS = 208;
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @MethodSource("io.millrace.gateway.auth.Signed#stream")
    void whatALibrarySignedIsAccepted(Signed signed) {
        assertThat(signed.check()).isEqualTo(Verdict.ACCEPTED);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.gateway.auth.Signed#stream")
    void whatWasChangedIsRefused(Signed signed) {
        for (Signed variant : Tampering.variants(signed, SEED, VARIANTS)) {
            assertThat(variant.check())
                    .as("seed %d, %s", SEED, variant)
                    .isIn(Verdict.MISSING, Verdict.MALFORMED, Verdict.WRONG, Verdict.STALE, Verdict.UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.gateway.auth.Signed#stream")
    void oneSendersSignatureIsNoOthers(Signed signed) {
        for (Signed other : Signed.all()) {
            if (!other.scheme().equals(signed.scheme())) {
                var rule = new HmacRule(other.scheme(), Duration.ofMinutes(5), "id");
                boolean sameForm =
                        signed.scheme().header().equals(other.scheme().header());
                assertThat(rule.check(signed.delivery(), Signed.secret(signed.secret()), signed.time()))
                        .isEqualTo(sameForm ? Verdict.ACCEPTED : Verdict.MISSING);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.gateway.auth.Signed#stream")
    void aSignatureHoldsForAWhileBothWays(Signed signed) {
        if (signed.scheme().timed()) {
            assertThat(signed.check(Duration.ofMinutes(5))).isEqualTo(Verdict.ACCEPTED);
            assertThat(signed.check(Duration.ofMinutes(-5))).isEqualTo(Verdict.ACCEPTED);
            assertThat(signed.check(Duration.ofSeconds(301))).isEqualTo(Verdict.STALE);
            assertThat(signed.check(Duration.ofSeconds(-301))).isEqualTo(Verdict.STALE);
        } else {
            assertThat(signed.check(Duration.ofDays(1000))).isEqualTo(Verdict.ACCEPTED);
        }
    }

    @Test
    void keysAreReplacedWithoutAGap() {
        for (Signed signed : Signed.all()) {
            var both = new Secret((ObjectNode)
                    JSON.valueToTree(Map.of("secrets", List.of(aKeyLike(signed.secret()), signed.secret()))));
            assertThat(signed.rule().check(signed.delivery(), both, signed.time()))
                    .as(signed.toString())
                    .isEqualTo(Verdict.ACCEPTED);
        }
    }

    @Test
    void oneOfSeveralSignaturesIsEnough() {
        Signed old = of("standardwebhooks");
        String name = "webhook-signature";
        String good = old.header(name);
        assertThat(old.withHeader(name, "v1,AAAA v2,x " + good).check()).isEqualTo(Verdict.ACCEPTED);
        assertThat(old.withHeader(name, "v1a" + good.substring(2)).check()).isEqualTo(Verdict.WRONG);
        assertThat(old.withHeader(name, (good + " ").repeat(17).strip()).check())
                .isEqualTo(Verdict.MALFORMED);

        Signed stripe = of("stripe-java");
        String header = stripe.header("Stripe-Signature");
        assertThat(stripe.withHeader("Stripe-Signature", header.replace(",v1=", ",v0=aa,v1=00,v1="))
                        .check())
                .isEqualTo(Verdict.ACCEPTED);
        assertThat(stripe.withHeader("Stripe-Signature", header + ",t=1").check())
                .isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void aPublicKeyIsNeverASharedSecret() {
        Signed byKeyPair = Signed.all().stream()
                .filter(signed -> signed.secret().startsWith("whpk_"))
                .findFirst()
                .orElseThrow();
        // Whoever knows the public key could sign like this.
        var forged = SigningKey.Shared.of(
                        "v1",
                        "HmacSHA256",
                        Encoding.BASE64,
                        Encoding.BASE64.decode(byKeyPair.secret().substring("whpk_".length())))
                .sign(List.of(UTF_8.encode("msg_3.1700000000."), byKeyPair.body()));
        assertThat(byKeyPair.withHeader("webhook-signature", "v1," + forged).check())
                .isEqualTo(Verdict.WRONG);
        assertThat(byKeyPair.withHeader("webhook-signature", "v1a," + forged).check())
                .isEqualTo(Verdict.WRONG);
    }

    @Test
    void whatCannotBeCheckedIsNotAccepted() {
        Signed signed = of("standardwebhooks");
        assertThat(signed.rule().check(signed.delivery(), Secret.NONE, signed.time()))
                .isEqualTo(Verdict.UNAVAILABLE);
        assertThat(signed.withSecret("whsec_***").check()).isEqualTo(Verdict.UNAVAILABLE);
        assertThat(signed.withSecret("whpk_AAAA").check()).isEqualTo(Verdict.UNAVAILABLE);
    }

    @Test
    void aSenderOfAnyFormIsDescribed() {
        // HubSpot's version 3, as its documentation describes it: milliseconds, base64, no separators.
        HmacRule rule = (HmacRule) new AuthRules(new TokenDecoders(url -> null, Duration.ofSeconds(1)))
                .of(JSON.readTree("""
                        [{"type": "hmac", "scheme": "generic", "credential": "id", "algorithm": "sha256",
                          "header": "X-HubSpot-Signature-v3", "encoding": "base64", "tolerance": "PT1M",
                          "timestampHeader": "X-HubSpot-Request-Timestamp", "content": "{method}{url}{body}{timestamp}"}]"""))
                .getFirst();
        Instant now = Instant.ofEpochMilli(1_700_000_000_123L);
        String content = "POSThttps://example.com/webhooks/a/b?x=1{}1700000000123";
        String signature = SigningKey.Shared.of("", "HmacSHA256", Encoding.BASE64, "s".getBytes(UTF_8))
                .sign(List.of(UTF_8.encode(content)));
        var headers = Map.of(
                "X-HubSpot-Signature-v3", List.of(signature), "X-HubSpot-Request-Timestamp", List.of("1700000000123"));
        var delivery = new Delivery(
                "POST",
                "https://example.com/webhooks/a/b?x=1",
                name -> headers.getOrDefault(name, List.of()),
                UTF_8.encode("{}"));
        assertThat(rule.check(delivery, Signed.secret("s"), now)).isEqualTo(Verdict.ACCEPTED);
        assertThat(rule.check(delivery, Signed.secret("s"), now.plusSeconds(61)))
                .isEqualTo(Verdict.STALE);
        assertThat(rule.check(delivery, Signed.secret("t"), now)).isEqualTo(Verdict.WRONG);
    }

    private static Signed of(String library) {
        return Signed.all().stream()
                .filter(signed -> signed.library().equals(library))
                .findFirst()
                .orElseThrow();
    }

    private static String aKeyLike(String secret) {
        return secret.startsWith("wh") ? "whsec_AAAA" : "old";
    }
}
