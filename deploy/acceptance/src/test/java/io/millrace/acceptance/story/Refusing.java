package io.millrace.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.client.Answer;
import io.millrace.acceptance.client.Follower;
import java.net.http.HttpRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is not one's own, and what cannot be, is refused. */
final class Refusing {

    private Refusing() {}

    static void hidesFromOthers(Stage stage) {
        stage.alice().publish("private", Examples.read(Examples.ORDER_INTAKE));
        stage.bob().publish("bobs", Examples.read(Examples.ORDER_INTAKE));
        try (Follower follower = stage.bob().follow()) {
            String hers = Examples.start(stage.alice(), "private/orders", Examples.BIG_ORDER);
            stage.alice().finished(hers);

            assertThat(stage.bob().execution(hers).status()).isEqualTo(404);
            assertThat(stage.bob().getFromGateway("/workflows/private").status())
                    .isEqualTo(404);
            assertThat(stage.bob()
                            .getFromRecorder("/executions?workflowId=private")
                            .body()
                            .path("items"))
                    .isEmpty();
            isProblem(stage.bob().publish("private", Examples.read(Examples.ORDER_INTAKE)), 409, "workflow-id-taken");
            // His own message comes after hers would have come.
            String his = Examples.start(stage.bob(), "bobs/orders", Examples.BIG_ORDER);
            follower.messages().untilFinished(his);
            assertThat(follower.messages().all().stream()
                            .map((JsonNode message) ->
                                    message.path("executionId").asString(""))
                            .filter(id -> !id.isEmpty()))
                    .containsOnly(his);
        }
    }

    static void wantsToken(Stage stage) {
        for (var uri : List.of(
                stage.system().gateway().resolve("/workflows"),
                stage.system().recorder().resolve("/executions"),
                stage.system().notifier().resolve("/events"))) {
            isProblem(stage.alice().send(HttpRequest.newBuilder(uri).GET()), 401, "unauthenticated");
            isProblem(
                    stage.alice()
                            .send(HttpRequest.newBuilder(uri)
                                    .header("Authorization", "Bearer not.a.token")
                                    .GET()),
                    401,
                    "unauthenticated");
        }
    }

    static void refusesWebhooks(Stage stage) {
        stage.alice()
                .publish(
                        "resting",
                        Examples.read(Examples.ORDER_INTAKE).replace("\"active\": true", "\"active\": false"));
        Examples.publish(stage.alice(), Examples.ORDER_INTAKE);

        isProblem(stage.alice().webhook("resting/orders", "{}"), 409, "workflow-inactive");
        isProblem(stage.alice().webhook("order-intake/nothing", "{}"), 404, "not-found");
        isProblem(stage.alice().webhook("nothing/orders", "{}"), 404, "not-found");
        isProblem(stage.alice().webhook("order-intake/orders", "{\"id\":"), 400, "invalid-body");
        Answer method = stage.alice()
                .send(HttpRequest.newBuilder(stage.system().gateway().resolve("/webhooks/order-intake/orders"))
                        .GET());
        isProblem(method, 405, "method-not-allowed");
        assertThat(method.header("Allow")).contains("POST");
    }

    private static void isProblem(Answer answer, int status, String slug) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.field("type")).isEqualTo("urn:millrace:problem:" + slug);
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    }
}
