package io.millrace.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.client.Answer;
import io.millrace.acceptance.client.LocalServer.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Executions run, and the history has them. */
final class Running {

    private Running() {}

    static void recordsEveryNode(Stage stage) {
        Examples.publish(stage.alice(), Examples.ORDER_INTAKE);

        Answer accepted = stage.alice().webhook("order-intake/orders?source=shop", Examples.BIG_ORDER);
        assertThat(accepted.status()).as("%s", accepted).isEqualTo(202);
        String id = accepted.field("executionId");
        assertThat(accepted.header("Location")).isEqualTo(stage.system().recorder() + "/executions/" + id);

        JsonNode execution = stage.alice().finished(id);
        assertThat(text(execution, "status")).isEqualTo("success");
        assertThat(text(execution, "workflowId")).isEqualTo("order-intake");
        assertThat(text(execution, "ownerId")).isEqualTo("alice");
        assertThat(execution.path("startedBy").isNull()).isTrue();
        assertThat(execution.path("output").toString())
                .isEqualTo("{\"order\":\"A-17\",\"total\":110,\"handling\":\"review\"}");
        assertThat(execution.path("path").toString()).isEqualTo("[\"order\",\"total\",\"big\",\"review\"]");
        assertThat(execution.path("nodesExecuted").asInt()).isEqualTo(4);
        assertThat(statuses(execution))
                .isEqualTo(Map.of(
                        "order", "success", "total", "success", "big", "success", "review", "success", "ship",
                        "skipped"));
        JsonNode data = execution.path("trigger").path("data");
        assertThat(data.path("headers").path("user-agent").asString()).isEqualTo("curl/7.88.1");
        assertThat(data.path("query").path("source").asString()).isEqualTo("shop");
        assertThat(Instant.parse(text(execution, "createdAt")))
                .isBeforeOrEqualTo(Instant.parse(text(execution, "finishedAt")));
    }

    static void takesForms(Stage stage) {
        Examples.publish(stage.alice(), Examples.SIGNUP_CHECK);

        Answer accepted = stage.alice()
                .webhook(
                        "signup-check/signups",
                        "plan=free&email=mia%40example.com",
                        "application/x-www-form-urlencoded");

        JsonNode execution = stage.alice().finished(accepted.field("executionId"));
        assertThat(execution.path("output").toString())
                .isEqualTo("{\"decision\":\"welcome\",\"email\":\"mia@example.com\"}");
    }

    static void namesWhoStartedIt(Stage stage) {
        Examples.publish(stage.alice(), Examples.ORDER_INTAKE);

        Answer accepted = stage.alice().postToGateway("/workflows/order-intake/executions", Examples.BIG_ORDER);
        assertThat(accepted.status()).as("%s", accepted).isEqualTo(202);

        JsonNode execution = stage.alice().finished(accepted.field("executionId"));
        assertThat(text(execution, "startedBy")).isEqualTo("alice");
        assertThat(text(execution.path("trigger"), "kind")).isEqualTo("manual");
        assertThat(text(execution, "status")).isEqualTo("success");
    }

    static void overlapsBranches(Stage stage) {
        Examples.publish(stage.alice(), Examples.PRICE_LOOKUP);
        String server = stage.server().uri() + "/both";

        String id = Examples.start(
                stage.alice(),
                "price-lookup/prices/overlap",
                "{\"east\":\"%s/east\",\"west\":\"%s/western\"}".formatted(server, server));

        JsonNode execution = stage.alice().finished(id);
        assertThat(text(execution, "status")).as("%s", execution).isEqualTo("success");
        assertThat(text(execution.path("output"), "shop")).isEqualTo("east");
        JsonNode east = node(execution, "east");
        JsonNode west = node(execution, "west");
        assertThat(Instant.parse(text(east, "startedAt"))).isBeforeOrEqualTo(Instant.parse(text(west, "finishedAt")));
        assertThat(Instant.parse(text(west, "startedAt"))).isBeforeOrEqualTo(Instant.parse(text(east, "finishedAt")));
        List<Call> calls = stage.server().calls().stream()
                .filter(call -> call.path().endsWith("/overlap"))
                .toList();
        assertThat(calls).hasSize(2);
        assertThat(calls.get(0).began()).isBefore(calls.get(1).finished());
        assertThat(calls.get(1).began()).isBefore(calls.get(0).finished());
    }

    static String text(JsonNode json, String field) {
        return json.path(field).asString();
    }

    static JsonNode node(JsonNode execution, String nodeId) {
        return execution.path("nodes").values().stream()
                .filter(node -> text(node, "nodeId").equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node " + nodeId + " in " + execution));
    }

    static Map<String, String> statuses(JsonNode execution) {
        return execution.path("nodes").values().stream()
                .collect(Collectors.toMap(node -> text(node, "nodeId"), node -> text(node, "status")));
    }
}
