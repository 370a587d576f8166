package io.millrace.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.client.Answer;
import tools.jackson.databind.JsonNode;

/** Definitions go in. */
final class Publishing {

    private Publishing() {}

    static void isAnswered(Stage stage) {
        Answer answer = stage.alice().publish("published", Examples.read(Examples.ORDER_INTAKE));

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        assertThat(answer.field("id")).isEqualTo("published");
        assertThat(answer.field("name")).isEqualTo("Order intake");
        assertThat(answer.body().path("active").asBoolean()).isTrue();
        assertThat(answer.body().path("version").asInt()).isEqualTo(1);
        JsonNode webhook = answer.body().path("webhooks").path(0);
        assertThat(webhook.path("node").asString()).isEqualTo("order");
        assertThat(webhook.path("url").asString()).isEqualTo(stage.system().gateway() + "/webhooks/published/orders");
        Answer byId = stage.alice().webhook(webhook.path("id").asString(), Examples.BIG_ORDER);
        assertThat(byId.status()).as("%s", byId).isEqualTo(202);
    }

    static void makesNoVersionOfEqualContent(Stage stage) {
        String definition = Examples.read(Examples.ORDER_INTAKE);
        stage.alice().publish("versions", definition);

        Answer same = stage.alice().publish("versions", definition);
        assertThat(same.status()).as("%s", same).isEqualTo(200);
        assertThat(same.body().path("version").asInt()).isEqualTo(1);

        Answer other = stage.alice().publish("versions", definition.replace("> 100", "> 200"));
        assertThat(other.body().path("version").asInt()).isEqualTo(2);
        assertThat(other.body().path("liveVersion").asInt()).isEqualTo(2);
    }

    static void isRefusedWithPointers(Stage stage) {
        Answer answer = stage.alice().publish("refused", """
                        {"name": "Wrong", "nodes": [
                          {"id": "hook", "type": "webhook", "parameters": {"path": "x"}},
                          {"id": "what", "type": "teleport"},
                          {"id": "sum", "type": "set", "parameters": {"values": {"a": "{{ 1 + }}"}}}],
                         "connections": [{"from": "hook", "to": "sum"}, {"from": "hook", "to": "nowhere"}]}""");

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.field("type")).isEqualTo("urn:millrace:problem:invalid-definition");
        assertThat(answer.body().path("errors").values().stream()
                        .map(error -> error.path("pointer").asString()))
                .contains("/nodes/1/type", "/nodes/2/parameters/values/a", "/connections/1/to");
        assertThat(stage.alice().getFromGateway("/workflows/refused").status()).isEqualTo(404);
    }
}
