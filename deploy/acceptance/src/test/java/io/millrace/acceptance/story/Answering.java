package io.millrace.acceptance.story;

import static io.millrace.acceptance.story.Running.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.acceptance.client.Answer;
import io.millrace.acceptance.client.Follower;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Callers that wait for what a workflow answers, and drafts that are tried out. */
final class Answering {

    private static final String QUOTE = """
            { "name": "Quote", "active": true,
              "nodes": [
                { "id": "hook", "type": "webhook", "parameters": { "path": "quote", "respond": "%s" } },
                { "id": "price", "type": "set", "parameters": { "values": { "total": "{{ trigger.body.amount * 2 }}" } } },
                { "id": "answer", "type": "respond",
                  "parameters": { "status": 201, "headers": { "X-Total": "{{ input.total }}" }, "body": "{{ input }}" } },
                { "id": "store", "type": "http", "parameters": { "url": "%s" } } ],
              "connections": [
                { "from": "hook", "to": "price" }, { "from": "price", "to": "answer" }, { "from": "answer", "to": "store" } ] }""";

    private static final String DRAFT = """
            { "name": "Draft", "active": true,
              "nodes": [
                { "id": "hook", "type": "webhook", "parameters": { "path": "draft" } },
                { "id": "out", "type": "set", "parameters": { "values": { "edition": %d } } } ],
              "connections": [ { "from": "hook", "to": "out" } ] }""";

    private Answering() {}

    static void answersItsCaller(Stage stage) {
        String slow = stage.server().uri() + "/slow/1000/quote";
        stage.alice().publish("quote", QUOTE.formatted("respondNode", slow));
        Answer early = stage.alice().webhook("quote/quote", "{\"amount\": 21}");
        assertThat(early.status()).as("%s", early).isEqualTo(201);
        assertThat(early.text()).isEqualTo("{\"total\":42}");
        assertThat(early.header("X-Total")).isEqualTo("42");
        JsonNode execution = stage.alice().finished(early.header("Millrace-Execution-Id"));
        assertThat(text(execution, "status")).as("%s", execution).isEqualTo("success");
        assertThat(execution.path("output").toString()).isEqualTo("{\"total\":42}");
    }

    static void answersAtTheEnd(Stage stage) {
        stage.alice()
                .publish(
                        "quoted", QUOTE.formatted("whenFinished", stage.server().uri() + "/quoted"));
        Answer answer = stage.alice().webhook("quoted/quote", "{\"amount\": 4}");
        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        assertThat(answer.text()).isEqualTo("{\"total\":8}");

        stage.alice()
                .publish(
                        "quoted", QUOTE.formatted("whenFinished", stage.server().uri() + "/failing/quoted/quoted"));
        Answer failed = stage.alice().webhook("quoted/quote", "{\"amount\": 4}");
        assertThat(failed.status()).as("%s", failed).isEqualTo(500);
        assertThat(failed.field("type")).isEqualTo("urn:millrace:problem:execution-failed");
    }

    static void triesOutADraft(Stage stage) {
        stage.alice().publish("drafted", DRAFT.formatted(1));
        Answer draft = stage.alice().publish("drafted?live=false", DRAFT.formatted(2));
        assertThat(draft.status()).as("%s", draft).isEqualTo(200);
        URI test =
                URI.create(draft.body().path("webhooks").path(0).path("testUrl").asString());

        try (Follower follower = stage.alice().follow()) {
            Answer accepted = stage.alice()
                    .send(HttpRequest.newBuilder(stage.system().gateway().resolve(test.getPath()))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(accepted.status()).as("%s", accepted).isEqualTo(202);
            String id = accepted.field("executionId");
            List<JsonNode> told = follower.messages().untilFinished(id);
            assertThat(text(told.getLast(), "status")).isEqualTo("success");
            JsonNode execution = stage.alice().finished(id);
            assertThat(execution.path("test").asBoolean()).isTrue();
            assertThat(execution.path("output").toString()).isEqualTo("{\"edition\":2}");
        }
        String live = Examples.start(stage.alice(), "drafted/draft", "{}");
        assertThat(stage.alice().finished(live).path("output").toString()).isEqualTo("{\"edition\":1}");
    }
}
