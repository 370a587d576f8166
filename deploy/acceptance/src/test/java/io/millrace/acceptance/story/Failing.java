package io.millrace.acceptance.story;

import static io.millrace.acceptance.story.Running.node;
import static io.millrace.acceptance.story.Running.statuses;
import static io.millrace.acceptance.story.Running.text;
import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Nodes fail, and what comes of it is the workflow's choice. */
final class Failing {

    private Failing() {}

    static void isNamed(Stage stage) {
        Examples.publish(stage.alice(), Examples.PRICE_LOOKUP);
        String id = Examples.start(
                stage.alice(),
                "price-lookup/prices/gone",
                "{\"east\":\"%s/failing/gone\",\"west\":\"%s\"}"
                        .formatted(stage.server().uri(), stage.server().uri()));

        JsonNode execution = stage.alice().finished(id);
        assertThat(text(execution, "status")).isEqualTo("failed");
        assertThat(execution.path("output").isNull()).isTrue();
        JsonNode error = execution.path("error");
        assertThat(text(error, "type")).as("%s", execution).isEqualTo("http-status");
        assertThat(text(error, "message")).contains("503");
        assertThat(error.path("failedNodes").toString()).isEqualTo("[\"east\"]");
        assertThat(error.path("path").toString()).contains("\"request\"", "\"east\"");
        assertThat(text(node(execution, "east").path("error"), "type")).isEqualTo("http-status");
        assertThat(statuses(execution))
                .containsEntry("east", "failed")
                .containsEntry("both", "skipped")
                .containsEntry("best", "skipped");
    }

    static void endsPartial(Stage stage) {
        JsonNode execution = signUp(stage, "/failing/scores");

        assertThat(text(execution, "status")).as("%s", execution).isEqualTo("partial");
        assertThat(statuses(execution))
                .containsEntry("score", "failed")
                .containsEntry("account", "success")
                .containsEntry("opened", "success")
                .containsEntry("byHand", "skipped");
        assertThat(execution.path("output").toString()).isEqualTo("{\"decision\":\"opened\",\"account\":\"accounts\"}");
    }

    static void isHandled(Stage stage) {
        JsonNode execution = signUp(stage, "/failing/accounts");

        assertThat(text(execution, "status")).as("%s", execution).isEqualTo("success");
        assertThat(statuses(execution))
                .containsEntry("account", "failed")
                .containsEntry("opened", "skipped")
                .containsEntry("byHand", "success");
        assertThat(text(execution.path("output"), "decision")).isEqualTo("by hand");
        assertThat(text(execution.path("output"), "reason")).contains("503");
    }

    static void saysWhere(Stage stage) {
        stage.alice().publish("wrong-sum", Examples.read(Examples.ORDER_INTAKE));
        String id = Examples.start(
                stage.alice(), "wrong-sum/orders", "{\"id\":\"B-1\",\"items\":[{\"price\":\"dear\",\"quantity\":2}]}");

        JsonNode execution = stage.alice().finished(id);
        assertThat(text(execution, "status")).isEqualTo("failed");
        JsonNode error = node(execution, "total").path("error");
        assertThat(text(error, "type")).as("%s", error).isEqualTo("expression");
        assertThat(text(error, "parameter")).isEqualTo("/values/total");
        assertThat(error.path("position").isNumber()).as("%s", error).isTrue();
    }

    static void isTold(Stage stage) {
        stage.alice().publish("alarm", """
                {"name": "Alarm", "active": true, "nodes": [
                  {"id": "go", "type": "manual"},
                  {"id": "text", "type": "set", "parameters": {"values": {"text": "{{ trigger.body.workflowId }}: {{ trigger.body.error.message }}"}}},
                  {"id": "broken", "type": "stop", "parameters": {"message": "nobody is there"}}],
                 "settings": {"onFailure": "alarm"},
                 "connections": [{"from": "go", "to": "text"}, {"from": "text", "to": "broken"}]}""");
        stage.alice().publish("watched", """
                {"name": "Watched", "active": true, "nodes": [
                  {"id": "in", "type": "webhook", "parameters": {"path": "in"}},
                  {"id": "halt", "type": "stop", "parameters": {"message": "out of stock"}}],
                 "settings": {"onFailure": "alarm"},
                 "connections": [{"from": "in", "to": "halt"}]}""");
        String id = Examples.start(stage.alice(), "watched/in", "{}");
        assertThat(text(stage.alice().finished(id), "status")).isEqualTo("failed");

        JsonNode listed = Awaitility.await("the failure run")
                .until(
                        () -> stage.alice()
                                .getFromRecorder("/executions?workflowId=alarm&kind=failure")
                                .body()
                                .path("items"),
                        items -> items.size() > 0);
        JsonNode run = stage.alice().finished(listed.path(0).path("id").asString());
        JsonNode told = run.path("trigger").path("data").path("body");
        assertThat(text(told, "executionId")).as("%s", run).isEqualTo(id);
        assertThat(told.path("failedNodes").toString()).isEqualTo("[\"halt\"]");
        assertThat(text(node(run, "text").path("output"), "text")).isEqualTo("watched: out of stock");
        assertThat(text(run, "status")).isEqualTo("failed");
        assertThat(listed.size()).as("its own failure is told to nobody").isEqualTo(1);
    }

    private static JsonNode signUp(Stage stage, String registry) {
        Examples.publish(stage.alice(), Examples.SIGNUP_CHECK);
        String id = Examples.start(
                stage.alice(),
                "signup-check/signups",
                "{\"plan\":\"team\",\"company\":\"Mill Ltd\",\"registry\":\"%s\"}"
                        .formatted(stage.server().uri() + registry));
        return stage.alice().finished(id);
    }
}
