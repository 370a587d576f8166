package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.millrace.fixture.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenAuthTest {
    private static final ECKey KEY = key("one");
    private static final CountDownLatch OVER = new CountDownLatch(1);
    private static final AtomicInteger FETCHES = new AtomicInteger();

    private static HttpServer issuer;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            FETCHES.incrementAndGet();
            byte[] body = new JWKSet(KEY.toPublicJWK()).toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.createContext("/slow", exchange -> {
            try {
                OVER.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        issuer.setExecutor(task -> Thread.startVirtualThread(task));
        issuer.start();
        gateway = Gateway.start(
                Servers.kafka(),
                "--millrace.gateway.auth.key-set-timeout=5s",
                "--millrace.gateway.auth.allowed-targets=localhost:"
                        + issuer.getAddress().getPort());
        publish(
                "tokens",
                "\"issuer\": \"https://issuer.example\", \"audience\": \"millrace\", \"jwksUrl\": \"http://localhost:%d/keys\"");
        publish("tokens-slow", "\"audience\": \"millrace\", \"jwksUrl\": \"http://localhost:%d/slow\"");
        publish("tokens-refused", "\"audience\": \"millrace\", \"jwksUrl\": \"http://127.0.0.1:%d/keys\"");
    }

    @AfterAll
    static void stop() {
        OVER.countDown();
        gateway.close();
        issuer.stop(0);
    }

    @Test
    void aTokenOfTheIssuersIsTakenAndItsKeysAreFetchedOnce() throws JOSEException, IOException {
        String token = token(KEY, claims().build());
        try (var log = new TriggerLog(Servers.kafka())) {
            for (int i = 0; i < 20; i++) {
                var id = call("tokens", "Bearer " + token).executionId();
                assertThat(log.data(id).path("headers").path("authorization").stringValue())
                        .isEqualTo("***");
            }
        }
        assertThat(FETCHES).hasValue(1);
    }

    @Test
    void anyOtherTokenIsRefused() throws JOSEException {
        JWTClaimsSet good = claims().build();
        Map<String, String> tokens = Map.ofEntries(
                Map.entry("none", ""),
                Map.entry("not a token", "Bearer abc"),
                Map.entry("another scheme", "Basic " + token(KEY, good)),
                Map.entry("another key of the same id", "Bearer " + token(key("one"), good)),
                Map.entry(
                        "an issuer of that name only",
                        "Bearer "
                                + token(
                                        KEY,
                                        claims().issuer("https://issuer.example.evil")
                                                .build())),
                Map.entry(
                        "another audience",
                        "Bearer " + token(KEY, claims().audience("other").build())),
                Map.entry(
                        "too old",
                        "Bearer " + token(KEY, claims().expirationTime(in(-120)).build())),
                Map.entry(
                        "not good yet",
                        "Bearer " + token(KEY, claims().notBeforeTime(in(120)).build())),
                Map.entry(
                        "without an end",
                        "Bearer " + token(KEY, claims().expirationTime(null).build())),
                Map.entry("unsigned", "Bearer " + new com.nimbusds.jwt.PlainJWT(good).serialize()),
                Map.entry("signed with the public key as a secret", "Bearer " + macToken(good)),
                Map.entry("changed", "Bearer " + changed(token(KEY, good))));
        tokens.forEach((what, header) -> {
            var call = gateway.json("POST", "/webhooks/tokens/in", "{}");
            var answer = (header.isEmpty() ? call : call.header("Authorization", header)).send();
            assertThat(answer.status()).as(what).isEqualTo(401);
            assertThat(answer.expectProblem(401, "unauthenticated").header("WWW-Authenticate"))
                    .contains("Bearer");
            assertThat(answer.json().path("detail").stringValue()).isEqualTo("the webhook does not know this caller");
        });
    }

    @Test
    void anIssuerThatDoesNotAnswerHoldsNobodyForLong() throws JOSEException {
        String token = token(KEY, claims().build());
        long start = System.nanoTime();
        call("tokens-slow", "Bearer " + token).expectProblem(503, "authentication-unavailable");
        assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }

    @Test
    void keysAreNotFetchedFromWithin() throws JOSEException {
        call("tokens-refused", "Bearer " + token(KEY, claims().build()))
                .expectProblem(503, "authentication-unavailable");
    }

    private static Gateway.Answer call(String workflow, String authorization) {
        return gateway.json("POST", "/webhooks/" + workflow + "/in", "{}")
                .header("Authorization", authorization)
                .send();
    }

    private static void publish(String id, String rule) {
        gateway.publish(
                        "ada",
                        id,
                        Definition.webhook("in")
                                .replace(
                                        "\"method\":",
                                        "\"auth\": [{\"type\": \"jwt\", "
                                                + rule.formatted(
                                                        issuer.getAddress().getPort())
                                                + "}], \"method\":"))
                .expect(201);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://issuer.example")
                .audience("millrace")
                .expirationTime(in(600));
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static String token(ECKey key, JWTClaimsSet claims) throws JOSEException {
        var jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), claims);
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    private static String macToken(JWTClaimsSet claims) throws JOSEException {
        var jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims);
        jwt.sign(new MACSigner(KEY.toECPublicKey().getEncoded()));
        return jwt.serialize();
    }

    private static String changed(String token) {
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8).replace("millrace", "Millrace");
        return parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8)) + "."
                + parts[2];
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
