package io.millrace.acceptance.story;

import static io.millrace.acceptance.story.Running.node;
import static io.millrace.acceptance.story.Running.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.client.Answer;
import tools.jackson.databind.JsonNode;

/** Workflows run scripts, from the built jars too. */
final class Scripting {

    private Scripting() {}

    static void computes(Stage stage) {
        JsonNode execution = run(
                stage,
                "script-computes",
                "PT30S",
                "console.info('items', trigger.body.items.length); "
                        + "return {total: input.items.reduce((sum, i) => sum + i.price * i.quantity, 0), kind: trigger.kind}");

        assertThat(text(execution, "status")).as("%s", execution).isEqualTo("success");
        assertThat(execution.path("output").toString()).isEqualTo("{\"total\":110,\"kind\":\"webhook\"}");
    }

    static void cannotHurt(Stage stage) {
        JsonNode endless = run(stage, "script-endless", "PT2S", "while (true);");
        assertThat(text(endless, "status")).as("%s", endless).isEqualTo("failed");
        assertThat(text(node(endless, "script").path("error"), "type")).isEqualTo("timeout");

        JsonNode outside = run(stage, "script-outside", "PT30S", "return Java.type('java.lang.System').exit(1)");
        JsonNode error = node(outside, "script").path("error");
        assertThat(text(error, "type")).as("%s", error).isEqualTo("code");
        assertThat(error.path("details").path("line").asInt()).as("%s", error).isEqualTo(1);
    }

    private static JsonNode run(Stage stage, String workflow, String timeout, String source) {
        Answer published = stage.alice().publish(workflow, """
                        {"name": "Script", "nodes": [
                          {"id": "order", "type": "webhook", "parameters": {"path": "orders"}},
                          {"id": "script", "type": "code", "parameters": {"source": "%s", "timeout": "%s"}}],
                         "connections": [{"from": "order", "to": "script"}]}""".formatted(source, timeout));
        assertThat(published.status()).as("%s", published).isIn(200, 201);
        return stage.alice().finished(Examples.start(stage.alice(), workflow + "/orders", Examples.BIG_ORDER));
    }
}
