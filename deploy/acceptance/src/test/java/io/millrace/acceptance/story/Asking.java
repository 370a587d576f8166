package io.millrace.acceptance.story;

import static io.millrace.acceptance.story.Running.node;
import static io.millrace.acceptance.story.Running.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.client.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** What is asked of executions that exist, and executions that nobody asked for. */
final class Asking {

    private static final String CALL = """
            { "name": "Call", "active": true,
              "nodes": [
                { "id": "hook", "type": "webhook", "parameters": { "path": "call" } },
                { "id": "stamp", "type": "set", "parameters": { "values": { "at": "{{ $millis() }}" } } },
                { "id": "call", "type": "http", "parameters": { "url": "%s" } } ],
              "connections": [ { "from": "hook", "to": "stamp" }, { "from": "stamp", "to": "call" } ] }""";

    private static final String APPROVAL = """
            { "name": "Approval", "active": true,
              "nodes": [
                { "id": "hook", "type": "webhook", "parameters": { "path": "ask" } },
                { "id": "ask", "type": "set", "parameters": { "values": { "url": "{{ execution.callbacks.approve }}" } } },
                { "id": "approve", "type": "wait", "parameters": { "callback": {} } } ],
              "connections": [ { "from": "hook", "to": "ask" }, { "from": "ask", "to": "approve" } ] }""";

    private static final String TICKING = """
            { "name": "Ticking", "active": %s,
              "nodes": [
                { "id": "tick", "type": "schedule", "parameters": { "every": "PT2S" } },
                { "id": "tock", "type": "set", "parameters": { "values": { "kind": "{{ trigger.kind }}" } } } ],
              "connections": [ { "from": "tick", "to": "tock" } ] }""";

    private Asking() {}

    static void runsAgain(Stage stage) {
        stage.alice().publish("again", CALL.formatted(stage.server().uri() + "/failing/again/again"));
        String failed = Examples.start(stage.alice(), "again/call", "{\"order\": 1}");
        JsonNode origin = stage.alice().finished(failed);
        assertThat(text(origin, "status")).isEqualTo("failed");
        stage.alice().publish("again", CALL.formatted(stage.server().uri() + "/again"));

        Answer rerun = stage.alice()
                .postToGateway(
                        "/workflows/again/executions/" + failed + "/rerun", "{\"from\": \"failed\", \"version\": 2}");
        assertThat(rerun.status()).as("%s", rerun).isEqualTo(202);

        JsonNode again = stage.alice().finished(rerun.field("executionId"));
        assertThat(text(again, "status")).as("%s", again).isEqualTo("success");
        assertThat(text(again.path("trigger"), "kind")).isEqualTo("rerun");
        assertThat(again.path("trigger").path("data"))
                .isEqualTo(origin.path("trigger").path("data"));
        assertThat(again.path("rerunOf").toString())
                .isEqualTo("{\"executionId\":\"%s\",\"from\":\"failed\"}".formatted(failed));
        assertThat(node(again, "stamp").path("output"))
                .isEqualTo(node(origin, "stamp").path("output"));
    }

    static void endsAWait(Stage stage) {
        stage.alice().publish("approval", APPROVAL);
        String id = Examples.start(stage.alice(), "approval/ask", "{}");
        JsonNode waiting = waiting(stage, id);

        Answer taken = callBack(stage, text(node(waiting, "ask").path("output"), "url"), "{\"approved\": true}");
        assertThat(taken.status()).as("%s", taken).isEqualTo(202);

        JsonNode execution = stage.alice().finished(id);
        assertThat(text(execution, "status")).as("%s", execution).isEqualTo("success");
        assertThat(execution.path("output").toString()).isEqualTo("{\"approved\":true}");
    }

    static void cancels(Stage stage) {
        stage.alice().publish("approval", APPROVAL);
        String id = Examples.start(stage.alice(), "approval/ask", "{}");
        JsonNode waiting = waiting(stage, id);

        Answer asked = stage.alice().postToGateway("/workflows/approval/executions/" + id + "/cancel", "");
        assertThat(asked.status()).as("%s", asked).isEqualTo(202);

        assertThat(text(stage.alice().finished(id), "status")).isEqualTo("cancelled");
        Answer late = callBack(stage, text(node(waiting, "ask").path("output"), "url"), "1");
        assertThat(late.status()).as("%s", late).isEqualTo(202);
    }

    static void deletes(Stage stage) {
        stage.alice().publish("approval", APPROVAL);
        String kept = Examples.start(stage.alice(), "approval/ask", "{}");
        String gone = Examples.start(stage.alice(), "approval/ask", "{}");
        waiting(stage, kept);
        waiting(stage, gone);

        Answer asked = stage.alice().deleteOnGateway("/workflows/approval/executions/" + gone);
        assertThat(asked.status()).as("%s", asked).isEqualTo(202);

        Awaitility.await("the deletion of " + gone)
                .until(() -> stage.alice().execution(gone).status() == 404);
        assertThat(stage.alice().execution(kept).field("status")).isEqualTo("waiting");
    }

    static void startsBySchedule(Stage stage) {
        stage.alice().publish("ticking", TICKING.formatted("true"));
        Answer schedule = stage.alice().getFromGateway("/workflows/ticking/schedule");
        assertThat(schedule.body().at("/schedules/0/next")).as("%s", schedule).hasSize(10);

        JsonNode execution = Awaitility.await("an execution by schedule")
                .until(
                        () -> stage.alice()
                                .getFromRecorder("/executions?workflowId=ticking&kind=schedule&status=success&limit=1")
                                .body()
                                .path("items")
                                .path(0),
                        JsonNode::isObject);
        stage.alice().publish("ticking", TICKING.formatted("false"));

        assertThat(execution.path("output").toString()).isEqualTo("{\"kind\":\"schedule\"}");
        assertThat(execution.path("startedBy").isNull()).isTrue();
        assertThat(Instant.parse(text(execution, "createdAt"))).isBefore(Instant.now());
    }

    private static JsonNode waiting(Stage stage, String id) {
        return Awaitility.await("the wait of " + id)
                .until(() -> stage.alice().execution(id), answer -> answer.field("status")
                        .equals("waiting"))
                .body();
    }

    static Answer callBack(Stage stage, String url, String json) {
        return stage.alice()
                .send(HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
    }
}
