package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PublishTest {
    private final Gateway gateway = Gateway.shared();

    @Test
    void aNewWorkflowIsCreatedAndShown() {
        var created = gateway.publish("ada", "publish-new", Definition.webhook("orders"))
                .expect(201);

        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.header("Location")).isEqualTo("http://localhost:8080/workflows/publish-new");
        JsonNode body = created.json();
        assertThat(body.path("version").intValue()).isEqualTo(1);
        assertThat(body.path("liveVersion").intValue()).isEqualTo(1);
        assertThat(body.path("active").booleanValue()).isTrue();
        JsonNode webhook = body.path("webhooks").path(0);
        assertThat(webhook.path("url").stringValue()).isEqualTo("http://localhost:8080/webhooks/publish-new/orders");
        assertThat(webhook.path("id").stringValue()).hasSizeGreaterThan(21).matches("[A-Za-z0-9_-]+");
        assertThat(webhook.path("testUrl").stringValue()).startsWith("http://localhost:8080/webhooks/");

        var shown =
                gateway.call("GET", "/workflows/publish-new").as("ada").send().expect(200);
        assertThat(shown.header("ETag")).isEqualTo("\"1\"");
        assertThat(shown.json().path("updatedAt").stringValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        var again = gateway.publish(
                "ada", "publish-new", shown.json().path("definition").toString());
        assertThat(again.expect(200).header("ETag"))
                .as("what is shown can be put back, which changes nothing")
                .isEqualTo("\"1\"");
    }

    @Test
    void onlyOtherContentMakesANewVersion() {
        gateway.publish("ada", "publish-same", Definition.webhook("a")).expect(201);
        String hook = webhookId("publish-same");

        var renamed =
                gateway.publish("ada", "publish-same", Definition.webhook("a").replace("Test", "Renamed"));
        assertThat(renamed.expect(200).json().path("version").intValue()).isEqualTo(1);
        assertThat(renamed.json().path("name").stringValue()).isEqualTo("Renamed");
        assertThat(renamed.header("ETag")).isEqualTo("\"2\"");

        var changed = gateway.publish("ada", "publish-same", Definition.webhook("b"));
        assertThat(changed.expect(200).json().path("version").intValue()).isEqualTo(2);
        assertThat(changed.json().path("liveVersion").intValue()).isEqualTo(2);
        assertThat(webhookId("publish-same")).as("kept across versions").isEqualTo(hook);
    }

    @Test
    void toolsAreWorkflowsOfTheSameOwner() {
        gateway.json("PUT", "/credentials/publish-model", "{\"type\": \"bearer\", \"data\": {\"token\": \"t\"}}")
                .as("ada")
                .send()
                .expect(201);
        gateway.publish("bob", "publish-bobs-tool", Definition.webhook("a")).expect(201);
        String definition = """
                {"name": "Asks", "nodes": [
                  {"id": "hook", "type": "webhook", "parameters": {"path": "asks"}},
                  {"id": "ask", "type": "llm", "parameters": {"credential": "publish-model", "model": "m", "prompt": "x", "tools": [
                    {"name": "self", "workflowId": "publish-asks"}, {"name": "tool", "workflowId": "publish-tool"},
                    {"name": "bobs", "workflowId": "publish-bobs-tool"}]}}],
                 "connections": [{"from": "hook", "to": "ask"}]}""";

        JsonNode errors = gateway.publish("ada", "publish-asks", definition)
                .expectProblem(400, "invalid-definition")
                .json()
                .path("errors");
        assertThat(errors.valueStream().map(error -> error.path("pointer").stringValue()))
                .containsExactly("/nodes/1/parameters/tools/1/workflowId", "/nodes/1/parameters/tools/2/workflowId");
        assertThat(errors.path(1).path("message").stringValue()).isEqualTo("there is no workflow 'publish-bobs-tool'");

        gateway.publish("ada", "publish-tool", Definition.webhook("a")).expect(201);
        gateway.publish("ada", "publish-asks", definition.replace("publish-bobs-tool", "publish-tool"))
                .expect(201);
    }

    @Test
    void aDraftIsStoredButNotLive() {
        gateway.publish("ada", "publish-draft", Definition.webhook("a")).expect(201);
        var draft = gateway.json("PUT", "/workflows/publish-draft?live=false", Definition.webhook("b"))
                .as("ada")
                .send()
                .expect(200);
        assertThat(draft.json().path("version").intValue()).isEqualTo(2);
        assertThat(draft.json().path("liveVersion").intValue()).isEqualTo(1);

        var live = gateway.json("POST", "/workflows/publish-draft/live", "{\"version\": 2}")
                .as("ada")
                .send()
                .expect(200);
        assertThat(live.json().path("liveVersion").intValue()).isEqualTo(2);
        var none = gateway.json("POST", "/workflows/publish-draft/live", "{\"version\": null}")
                .as("ada")
                .send()
                .expect(200);
        assertThat(none.json().path("liveVersion").isNull()).isTrue();
        assertThat(none.json().path("active").booleanValue()).isFalse();
        gateway.json("POST", "/workflows/publish-draft/live", "{\"version\": 3}")
                .as("ada")
                .send()
                .expectProblem(400, "invalid-request");
        gateway.json("POST", "/workflows/publish-draft/live", "{}")
                .as("ada")
                .send()
                .expectProblem(400, "invalid-request");
    }

    @Test
    void anInactiveDefinitionIsNotLive() {
        var inactive = gateway.publish(
                        "ada", "publish-inactive", Definition.webhook("a").replaceFirst("\\{", "{\"active\": false,"))
                .expect(201);
        assertThat(inactive.json().path("liveVersion").isNull()).isTrue();
    }

    @Test
    void versionsAreListedNewestFirstInPages() {
        for (String path : List.of("a", "b", "c")) {
            gateway.publish("ada", "publish-versions", Definition.webhook(path));
        }
        JsonNode first = get("/workflows/publish-versions/versions?limit=2");
        assertThat(first.path("items").valueStream().map(item -> item.path("version")
                        .intValue()))
                .containsExactly(3, 2);
        assertThat(first.path("items").path(0).path("live").booleanValue()).isTrue();
        JsonNode second = get("/workflows/publish-versions/versions?limit=2&cursor="
                + first.path("nextCursor").stringValue());
        assertThat(second.path("items").valueStream().map(item -> item.path("version")
                        .intValue()))
                .containsExactly(1);
        assertThat(second.path("nextCursor").isNull()).isTrue();

        JsonNode one = get("/workflows/publish-versions/versions/1");
        assertThat(one.path("definition")
                        .path("nodes")
                        .path(0)
                        .path("parameters")
                        .path("path")
                        .stringValue())
                .isEqualTo("a");
        assertThat(one.path("definition").has("name")).isFalse();
        gateway.call("GET", "/workflows/publish-versions/versions/9")
                .as("ada")
                .send()
                .expectProblem(404, "not-found");
    }

    @Test
    void workflowsAreListedLastChangedFirst() {
        gateway.publish("lister", "publish-list-a", Definition.webhook("a"));
        gateway.publish("lister", "publish-list-b", Definition.webhook("a"));
        gateway.publish("lister", "publish-list-a", Definition.webhook("b"));

        JsonNode list = gateway.call("GET", "/workflows").as("lister").send().json();
        assertThat(list.path("items").valueStream().map(item -> item.path("id").stringValue()))
                .containsExactly("publish-list-a", "publish-list-b");
        gateway.call("GET", "/workflows?limit=0").as("lister").send().expectProblem(400, "invalid-query");
        gateway.call("GET", "/workflows?cursor=!").as("lister").send().expectProblem(400, "invalid-query");
    }

    @Test
    void preconditionsDecide() {
        String definition = Definition.webhook("a");
        put("publish-if", definition, "If-Match", "\"1\"").expectProblem(412, "precondition-failed");
        put("publish-if", definition, "If-None-Match", "*").expect(201);
        put("publish-if", definition, "If-None-Match", "*").expectProblem(412, "precondition-failed");
        put("publish-if", Definition.webhook("b"), "If-Match", "\"1\"").expect(200);
        put("publish-if", Definition.webhook("c"), "If-Match", "\"1\"").expectProblem(412, "precondition-failed");
        put("publish-if", Definition.webhook("c"), "If-Match", "\"1\", \"2\"").expect(200);
        put("publish-if", Definition.webhook("d"), "If-Match", "3").expectProblem(400, "invalid-request");
        gateway.call("DELETE", "/workflows/publish-if")
                .as("ada")
                .header("If-Match", "\"2\"")
                .send()
                .expectProblem(412, "precondition-failed");
        gateway.call("DELETE", "/workflows/publish-if")
                .as("ada")
                .header("If-Match", "\"3\"")
                .send()
                .expect(204);
    }

    @Test
    void aDeletedWorkflowIsGoneButItsVersionsGoOn() {
        gateway.publish("ada", "publish-deleted", Definition.webhook("a")).expect(201);
        gateway.call("DELETE", "/workflows/publish-deleted").as("ada").send().expect(204);

        gateway.call("GET", "/workflows/publish-deleted").as("ada").send().expectProblem(404, "not-found");
        gateway.call("DELETE", "/workflows/publish-deleted").as("ada").send().expectProblem(404, "not-found");
        gateway.json("POST", "/webhooks/publish-deleted/a", "{}").send().expectProblem(404, "not-found");
        gateway.publish("bob", "publish-deleted", Definition.webhook("a")).expectProblem(409, "workflow-id-taken");
        var again = gateway.publish("ada", "publish-deleted", Definition.webhook("a"))
                .expect(201);
        assertThat(again.json().path("version").intValue()).isEqualTo(2);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        var answer = gateway.publish("ada", "publish-wrong", """
                {"name": "x", "nodes": [
                  {"id": "hook", "type": "webhook", "parameters": {"path": "a", "colour": "red"}},
                  {"id": "odd", "type": "teleport", "parameters": {}}],
                 "connections": [{"from": "hook", "to": "nowhere"}]}""").expectProblem(400, "invalid-definition");
        assertThat(answer.json().path("errors").size()).isGreaterThanOrEqualTo(3);
        assertThat(answer.json().path("errors").valueStream().map(error -> error.path("pointer")
                        .stringValue()))
                .anyMatch(pointer -> pointer.startsWith("/nodes/1"));

        gateway.publish("ada", "publish-wrong", "{").expectProblem(400, "invalid-definition");
        gateway.publish("ada", "Publish Wrong".replace(' ', '-'), Definition.webhook("a"))
                .expectProblem(400, "invalid-request");
    }

    private JsonNode get(String path) {
        return gateway.call("GET", path).as("ada").send().expect(200).json();
    }

    private Gateway.Answer put(String id, String definition, String header, String value) {
        return gateway.json("PUT", "/workflows/" + id, definition)
                .as("ada")
                .header(header, value)
                .send();
    }

    private String webhookId(String id) {
        return get("/workflows/" + id).path("webhooks").path(0).path("id").stringValue();
    }
}
