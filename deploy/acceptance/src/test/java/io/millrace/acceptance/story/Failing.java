package io.millrace.acceptance.story;

import static io.millrace.acceptance.story.Running.node;
import static io.millrace.acceptance.story.Running.statuses;
import static io.millrace.acceptance.story.Running.text;
import static org.assertj.core.api.Assertions.assertThat;

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
