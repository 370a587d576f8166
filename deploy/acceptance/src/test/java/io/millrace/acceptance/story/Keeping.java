package io.millrace.acceptance.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.acceptance.client.EventStream;
import io.millrace.acceptance.client.Follower;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;

/** Secrets are used and kept. */
final class Keeping {
    private Keeping() {}

    /** Four nodes use it; the server repeats what it is sent, as JSON, in a header and in answers that fail nodes. */
    static void showsNoSecret(Stage stage) throws Exception {
        String secret = unique("secret");
        String plain = unique("plain");
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        HttpServer server = server(sent);
        try (Follower follower = stage.alice().follow()) {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            String key = "\"data\": {\"apiKey\": \"" + secret + "\", \"baseUrl\": \"" + address + "\"}}";
            keep(
                    stage,
                    "canary",
                    "{\"type\": \"basic\", \"data\": {\"username\": \"canary\", \"password\": \"" + secret + "\"}}");
            keep(stage, "canary-llm", "{\"type\": \"llm\", " + key);
            keep(stage, "canary-mail", "{\"type\": \"resend\", " + key);
            var published = stage.alice().publish("keeps-secrets", """
                    {"name": "Canary", "nodes": [
                      {"id": "hook", "type": "webhook", "parameters": {"path": "go"}},
                      {"id": "call", "type": "http", "parameters": {"method": "POST", "url": "%1$s/echo", "body": "{{ trigger.body }}", "credential": "canary"}},
                      {"id": "copy", "type": "set", "parameters": {"values": {"all": "{{ nodes.call }}"}}},
                      {"id": "fails", "type": "http", "parameters": {"url": "%1$s/fail", "credential": {"type": "basic"}}, "onError": "continue"},
                      {"id": "asks", "type": "llm", "parameters": {"credential": "canary-llm", "model": "m", "prompt": "x"}, "onError": "continue"},
                      {"id": "mails", "type": "email", "parameters": {"credential": "canary-mail", "from": "a@example.com", "to": "b@example.com", "subject": "x", "text": "x"}, "onError": "continue"}],
                     "connections": [{"from": "hook", "to": "call"}, {"from": "call", "to": "copy"}, {"from": "copy", "to": "fails"},
                      {"from": "fails", "to": "asks"}, {"from": "asks", "to": "mails"}]}""".formatted(address));
            assertThat(published.status()).as("%s", published).isIn(200, 201);
            String id;
            List<JsonNode> streamed;
            try (EventStream stream = stage.alice().stream("keeps-secrets")) {
                id = Examples.start(stage.alice(), "keeps-secrets/go", "{\"marker\": \"" + plain + "\"}");
                streamed = stream.messages().untilFinished(id);
            }
            JsonNode execution = stage.alice().finished(id);
            assertThat(execution.path("status").asString()).as("%s", execution).isEqualTo("partial");
            List<JsonNode> told = follower.messages().untilFinished(id);

            Search secrets = new Search(stage.system(), secret);
            assertThat(sent).hasSize(4).allMatch(secrets::isIn);
            assertThat(List.of(told.toString(), streamed.toString()))
                    .allSatisfy(text ->
                            assertThat(text).matches(one -> !secrets.isIn(one)).contains("***"));
            assertThat(execution.toString() + stage.alice().nodeResults(id))
                    .matches(text -> !secrets.isIn(text))
                    .contains("***");
            assertThat(secrets.topics()).isEmpty();
            assertThat(secrets.tables()).isEmpty();
            assertThat(secrets.logs()).isEmpty();
            assertThat(secrets.metrics()).isEmpty();

            // What is no secret is found by the same search, or it would prove nothing.
            Search marker = new Search(stage.system(), plain);
            assertThat(marker.topics()).contains("execution.triggers", "execution.events");
            assertThat(marker.tables()).isNotEmpty();
            assertThat(new Search(stage.system(), "Started").logs()).isNotEmpty();
        } finally {
            server.stop(0);
        }
    }

    private static void keep(Stage stage, String id, String credential) {
        var kept = stage.alice().keep(id, credential);
        assertThat(kept.status()).as("%s", kept).isIn(200, 201);
    }

    private static HttpServer server(Queue<String> sent) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            try (exchange) {
                String authorization =
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
                sent.add(authorization);
                byte[] body = ("{\"you sent\": \"" + authorization + "\", \"body\": "
                                + new String(exchange.getRequestBody().readAllBytes(), UTF_8)
                                        .transform(text -> text.isEmpty() ? "null" : text)
                                + "}")
                        .getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.getResponseHeaders().set("X-Echo", authorization);
                exchange.sendResponseHeaders(
                        exchange.getRequestURI().getPath().equals("/echo") ? 200 : 400, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }

    private static String unique(String name) {
        return name + UUID.randomUUID().toString().replace("-", "");
    }
}
