package io.millrace.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.client.ModelServer;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Language models do more than answer. */
final class Talking {
    private Talking() {}

    /** It asks how many are left, and answers with what it is told. */
    static void callsWorkflows(Stage stage) {
        try (ModelServer model = ModelServer.start(1, 1)) {
            var kept = stage.alice().keep("story-model", model.credential());
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
        }
    }
}
