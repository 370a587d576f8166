package io.millrace.acceptance.story;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Language models do more than answer. */
final class Talking {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Talking() {}

    /** It asks how many are left, and answers with what it is told. */
    static void callsWorkflows(Stage stage) throws Exception {
        HttpServer model = model();
        try {
            var kept = stage.alice()
                    .keep("story-model", """
                    {"type": "llm", "data": {"apiKey": "story-key-of-a-model", "baseUrl": "http://127.0.0.1:%d"}}""".formatted(model.getAddress().getPort()));
            assertThat(kept.status()).as("%s", kept).isIn(200, 201);
            String asks = """
                    {"name": "Ask the shop", "nodes": [
                      {"id": "hook", "type": "webhook", "parameters": {"path": "ask"}},
                      {"id": "ask", "type": "llm", "parameters": {"credential": "story-model", "model": "m",
                        "prompt": "{{ trigger.body.text }}", "tools": [{"name": "stock", "workflowId": "count-stock",
                          "parameters": {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}}]}}],
                     "connections": [{"from": "hook", "to": "ask"}]}""";
            var refused = stage.alice().publish("ask-shop", asks);
            assertThat(refused.body().path("errors").path(0).path("pointer").asString())
                    .as("%s", refused)
                    .isEqualTo("/nodes/1/parameters/tools/0/workflowId");
            stage.alice().publish("count-stock", """
                    {"name": "Count", "nodes": [
                      {"id": "go", "type": "manual"},
                      {"id": "made", "type": "set", "parameters": {"values": {"left": "{{ $length(input.item) }}"}}}],
                     "connections": [{"from": "go", "to": "made"}]}""");
            var published = stage.alice().publish("ask-shop", asks);
            assertThat(published.status()).as("%s", published).isIn(200, 201);

            String id = Examples.start(stage.alice(), "ask-shop/ask", "{\"text\": \"How many chairs?\"}");
            JsonNode execution = stage.alice().finished(id);
            List<JsonNode> results = stage.alice().nodeResults(id);

            assertThat(execution.path("output").path("text").asString())
                    .as("%s", execution)
                    .isEqualTo("{\"left\":6}");
            assertThat(execution.path("output").at("/usage/totalTokens").asInt())
                    .isEqualTo(6);
            assertThat(results)
                    .extracting(result -> result.path("nodeId").asString() + "/"
                            + result.path("iteration").asString(""))
                    .containsExactlyInAnyOrder("hook/", "ask/", "ask/0", "ask/0.0", "ask/1");
            JsonNode call = stage.alice()
                    .getFromRecorder("/executions?workflowId=count-stock&kind=subWorkflow")
                    .body()
                    .path("items")
                    .path(0);
            assertThat(call.path("parent").path("executionId").asString())
                    .as("%s", call)
                    .isEqualTo(id);
            assertThat(call.path("parent").path("iteration").asString()).isEqualTo("0.0");
        } finally {
            model.stop(0);
        }
    }

    private static HttpServer model() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            try (exchange) {
                JsonNode messages =
                        JSON.readTree(exchange.getRequestBody().readAllBytes()).path("messages");
                byte[] answer =
                        answer(messages.path(messages.size() - 1)).toString().getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
        return server;
    }

    private static ObjectNode answer(JsonNode last) {
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("usage").put("total_tokens", 3);
        ObjectNode choice = answer.putArray("choices").addObject();
        ObjectNode message = choice.putObject("message");
        if (last.path("role").asString().equals("tool")) {
            choice.put("finish_reason", "stop");
            message.set("content", last.path("content"));
        } else {
            choice.put("finish_reason", "tool_calls");
            message.putArray("tool_calls")
                    .addObject()
                    .put("id", "call-1")
                    .putObject("function")
                    .put("name", "stock")
                    .put("arguments", "{\"item\": \"chairs\"}");
        }
        return answer;
    }
}
