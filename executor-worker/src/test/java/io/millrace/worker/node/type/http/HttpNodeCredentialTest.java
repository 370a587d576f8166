package io.millrace.worker.node.type.http;

import static io.millrace.worker.node.type.http.HttpNodeFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.credential.MemoryCredentials;
import io.millrace.worker.node.NodeCalls;
import io.millrace.worker.node.NodeOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpNodeCredentialTest {
    private final HttpNodeFixture http = new HttpNodeFixture("127.0.0.1", "localhost");
    private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
    private final MemoryCredentials credentials = new MemoryCredentials()
            .put("key", "header", "{\"name\": \"X-Api-Key\", \"value\": \"canary-1\"}")
            .put("user", "basic", "{\"username\": \"ada\", \"password\": \"canary-2\"}")
            .put("token", "bearer", "{\"token\": \"canary-3\"}")
            .put("mail", "smtp", "{\"host\": \"mail.example\", \"port\": 25}")
            .putOauth("oauth", "oauth2ClientCredentials", "canary-4", "canary-5");

    @AfterEach
    void close() throws IOException {
        http.close();
    }

    @ParameterizedTest
    @CsvSource({
        "key, X-Api-Key, canary-1",
        "user, Authorization, Basic YWRhOmNhbmFyeS0y",
        "token, Authorization, Bearer canary-3",
        "oauth, Authorization, Bearer canary-4"
    })
    void theCredentialAuthenticatesTheCallAndIsNotHandedOn(String id, String header, String value) throws Exception {
        http.on("/a", exchange -> {
            List<String> sent = exchange.getRequestHeaders().getOrDefault(header, List.of("none"));
            seen.put("/a", sent);
            exchange.getResponseHeaders().set("X-Echo", sent.getFirst());
            answer(exchange, 200, "text/plain", "you sent " + sent);
        });
        NodeOutcome outcome = run("/a", id, "\"headers\": {\"" + header + "\": \"mine\"}");

        assertThat(seen.get("/a")).containsExactly(value);
        assertThat(outcome).isInstanceOfSatisfying(NodeOutcome.Completed.class, done -> assertThat(
                        done.output().toString())
                .contains("you sent [")
                .contains("***")
                .doesNotContain("canary")
                .doesNotContain("YWRhOmNhbmFyeS0y"));
    }

    @Test
    void aRedirectToAnotherOriginLeavesItBehind() throws Exception {
        http.on("/first", exchange -> redirect(exchange, http.url("/second")))
                .on("/second", exchange -> {
                    seen.put("same", exchange.getRequestHeaders().getOrDefault("X-Api-Key", List.of()));
                    redirect(exchange, http.url("/third").replace("127.0.0.1", "localhost"));
                })
                .on("/third", exchange -> {
                    seen.put("other", exchange.getRequestHeaders().getOrDefault("X-Api-Key", List.of()));
                    answer(exchange, 200, "text/plain", "ok");
                });
        assertThat(run("/first", "key", "\"method\": \"GET\"")).isInstanceOf(NodeOutcome.Completed.class);

        assertThat(seen.get("same")).containsExactly("canary-1");
        assertThat(seen.get("other")).isEmpty();
    }

    @Test
    void aRefusedTokenIsRenewedOnce() throws Exception {
        List<String> tokens = new CopyOnWriteArrayList<>();
        http.on("/a", exchange -> {
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            answer(exchange, tokens.getLast().endsWith("5") ? 200 : 401, "text/plain", "ok");
        });
        assertThat(run("/a", "oauth", "\"body\": {}, \"method\": \"POST\"")).isInstanceOf(NodeOutcome.Completed.class);
        assertThat(tokens).containsExactly("Bearer canary-4", "Bearer canary-5");

        http.on("/never", exchange -> {
            tokens.add("never");
            answer(
                    exchange,
                    401,
                    "text/plain",
                    "no " + exchange.getRequestHeaders().getFirst("Authorization"));
        });
        Failure failure = HttpNodeFixture.failure(run("/never", "oauth", "\"method\": \"GET\""));
        assertThat(tokens).hasSize(4);
        assertThat(Json.encoded(failure.getDetails().orElseThrow()))
                .hasToString("{\"status\":401,\"body\":\"no Bearer ***\"}");
    }

    @Test
    void whatAuthenticatesNoRequestIsRefused() throws Exception {
        Failure failure = HttpNodeFixture.failure(run("/a", "mail", "\"method\": \"GET\""));

        assertThat(failure.getType()).isEqualTo("credential");
        assertThat(failure.getMessage())
                .isEqualTo("the credential 'mail' of type 'smtp' authenticates no HTTP request");
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        answer(exchange, 302, "", "");
    }

    private NodeOutcome run(String path, String credential, String more) throws InterruptedException {
        return credentials
                .guard(http.node)
                .run(NodeCalls.call(
                        "http",
                        "{\"url\": \"%s\", \"credential\": \"%s\", %s}".formatted(http.url(path), credential, more),
                        "null"));
    }
}
