package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Servers;
import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class WebhookTest {
    private static final Gateway GATEWAY = Gateway.shared();
    private static TriggerLog log;

    @BeforeAll
    static void publish() {
        GATEWAY.publish("ada", "hooks", Definition.webhook("orders/:id", "[\"POST\", \"PUT\"]", "1"))
                .expect(201);
        GATEWAY.publish("ada", "hooks-any", Definition.webhook("any", "\"ANY\"", "1"))
                .expect(201);
        GATEWAY.publish("ada", "hooks-inactive", Definition.webhook("a").replaceFirst("\\{", "{\"active\": false,"))
                .expect(201);
        log = new TriggerLog(Servers.kafka());
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void aCallBecomesATrigger() {
        String body = "{ \"a\": 1, \"a\": 2, \"big\": 1e200000, \"text\": \"\\u0000é\" }";
        var answer = GATEWAY.json("POST", "/webhooks/hooks/orders/4%202?q=1&r=x&r=y%26z", body)
                .headers(Map.of(
                        "Authorization", "Bearer not-ours",
                        "Cookie", "secret=1",
                        "X-Trace", "t1",
                        "Millrace-Labels", "temporal.workflowId=w 1, temporal.runId=r",
                        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
                .send();
        UUID id = answer.executionId();

        assertThat(answer.header("Location")).isEqualTo("http://localhost:8082/executions/" + id);
        TriggerReceived event = log.trigger(id);
        assertThat(event.getContext().getExecutionId()).isEqualTo(id);
        assertThat(event.getContext().getWorkflowId()).isEqualTo("hooks");
        assertThat(event.getContext().getWorkflowVersion()).isEqualTo(1);
        assertThat(event.getContext().getOwnerId()).isEqualTo("ada");
        assertThat(event.getContext().getSequence()).isZero();
        assertThat(event.getContext().getStatus()).isEqualTo(ExecutionStatus.QUEUED);
        assertThat(event.getContext().getCreatedAt()).isEqualTo(ExecutionId.createdAt(id));
        assertThat(event.getContext().getTest()).isFalse();
        assertThat(event.getTrigger().getKind()).isEqualTo(TriggerKind.WEBHOOK);
        assertThat(event.getTrigger().getNodeId()).isEqualTo("hook");
        assertThat(event.getTrigger().getStartedBy()).isEmpty();
        assertThat(event.getTrigger().getLabels())
                .isEqualTo(Map.of("temporal.workflowId", "w 1", "temporal.runId", "r"));

        String data = UTF_8.decode(event.getTrigger().getData()).toString();
        assertThat(data).as("the body as the bytes that came").contains(body).doesNotContain("not-ours", "secret=1");
        JsonNode json = log.data(id);
        assertThat(json.path("kind").stringValue()).isEqualTo("webhook");
        assertThat(json.path("method").stringValue()).isEqualTo("POST");
        assertThat(json.path("params").path("id").stringValue()).isEqualTo("4 2");
        assertThat(json.path("query")).isEqualTo(Gateway.JSON.readTree("{\"q\": \"1\", \"r\": [\"x\", \"y&z\"]}"));
        assertThat(json.path("headers").path("authorization").stringValue()).isEqualTo("***");
        assertThat(json.path("headers").path("cookie").stringValue()).isEqualTo("***");
        assertThat(json.path("headers").path("x-trace").stringValue()).isEqualTo("t1");

        var headers = log.record(id).headers();
        assertThat(EventHeaders.type(headers)).contains("io.millrace.TriggerReceived");
        assertThat(EventHeaders.owner(headers)).contains("ada");
        assertThat(EventHeaders.sequence(headers)).isZero();
        assertThat(headers.lastHeader(EventHeaders.TRACEPARENT).value())
                .asString(UTF_8)
                .endsWith("b7ad6b7169203331-01");
    }

    @Test
    void aWebhookIsAlsoCalledByItsId() {
        JsonNode webhook = GATEWAY.call("GET", "/workflows/hooks")
                .as("ada")
                .send()
                .json()
                .path("webhooks")
                .path(0);
        UUID id = GATEWAY.json("PUT", "/webhooks/" + webhook.path("id").stringValue(), "[1]")
                .send()
                .executionId();
        assertThat(log.data(id).path("body").toString()).isEqualTo("[1]");
        GATEWAY.call("GET", "/webhooks/" + webhook.path("id").stringValue())
                .send()
                .expectProblem(405, "method-not-allowed");
    }

    @Test
    void theTestUrlRunsTheNewestVersionLiveOrNot() {
        GATEWAY.publish("ada", "hooks-test", Definition.webhook("a")).expect(201);
        var draft = GATEWAY.json("PUT", "/workflows/hooks-test?live=false", Definition.webhook("b"))
                .as("ada")
                .send();
        String url = draft.json().path("webhooks").path(0).path("testUrl").stringValue();
        UUID id = GATEWAY.json("POST", url.replace("http://localhost:8080", GATEWAY.base.toString()), "{}")
                .send()
                .executionId();
        assertThat(log.trigger(id).getContext().getWorkflowVersion()).isEqualTo(2);
        assertThat(log.trigger(id).getContext().getTest()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json                  | {"a":"b"}      | {"a":"b"}
            application/vnd.x+json            | [true]         | [true]
            application/json;charset=UTF-8    | 17             | 17
            application/x-www-form-urlencoded | a=1&b=x+y&b=%C3%A9&c | {"a":"1","b":["x y","é"],"c":""}
            text/plain                        | h\u00e9 "x"    | "hé \\"x\\""
            application/pdf                   | PDF            | {"$binary":{"contentType":"application/pdf","base64":"UERG"}}
                                              | PDF            | {"$binary":{"contentType":"application/octet-stream","base64":"UERG"}}
            application/json                  | ''             | null
            """)
    void aBodyIsReadByItsContentType(String contentType, String body, String expected) {
        var call = GATEWAY.call("POST", "/webhooks/hooks/orders/1", body.getBytes(UTF_8));
        if (contentType != null) {
            call.header("Content-Type", contentType);
        }
        assertThat(log.data(call.send().executionId()).path("body")).isEqualTo(Gateway.JSON.readTree(expected));
    }

    @Test
    void refusalsSayWhy() {
        GATEWAY.json("POST", "/webhooks/hooks/nothing", "{}").send().expectProblem(404, "not-found");
        GATEWAY.json("POST", "/webhooks/no-workflow/orders", "{}").send().expectProblem(404, "not-found");
        GATEWAY.json("POST", "/webhooks/no-such-id", "{}").send().expectProblem(404, "not-found");
        GATEWAY.json("POST", "/webhooks/hooks-inactive/a", "{}").send().expectProblem(409, "workflow-inactive");
        var method = GATEWAY.json("DELETE", "/webhooks/hooks/orders/1", "{}").send();
        assertThat(method.expectProblem(405, "method-not-allowed").header("Allow"))
                .isEqualTo("POST, PUT, OPTIONS");
        var malformed = post("application/json", "{\n  \"a\": nope}".getBytes(UTF_8));
        assertThat(malformed
                        .expectProblem(400, "invalid-body")
                        .json()
                        .path("detail")
                        .stringValue())
                .contains("line 2");
        post("application/json", "{} {}".getBytes(UTF_8)).expectProblem(400, "invalid-body");
        post("application/json", new byte[] {'"', (byte) 0xC3, '"'}).expectProblem(400, "invalid-body");
        post("application/json", "[".repeat(101).concat("]".repeat(101)).getBytes(UTF_8))
                .expectProblem(400, "invalid-body");
        post("application/json", "{\"$binary\": {}}".getBytes(UTF_8)).expectProblem(400, "invalid-body");
        post("application/json;charset=utf-16", "{}".getBytes(UTF_8)).expectProblem(415, "unsupported-media-type");
        post("nonsense", "x".getBytes(UTF_8)).expectProblem(415, "unsupported-media-type");
        GATEWAY.json("POST", "/webhooks/hooks/orders/1", "{}")
                .header("Content-Encoding", "gzip")
                .send()
                .expectProblem(415, "unsupported-media-type");
        post("text/plain", new byte[1024 * 1024 + 1]).expectProblem(413, "body-too-large");
        post("application/pdf", new byte[900_000]).expectProblem(413, "body-too-large"); // too large as base64
        GATEWAY.json("POST", "/webhooks/hooks/orders/1", "{}")
                .header("Millrace-Labels", "no-value")
                .send()
                .expectProblem(400, "invalid-request");
    }

    @Test
    void headAndOptionsNeverStartAnything() {
        int before = log.all().size();
        var options = GATEWAY.call("OPTIONS", "/webhooks/hooks-any/any").send().expect(204);
        assertThat(options.header("Allow")).contains("GET", "POST", "OPTIONS");
        GATEWAY.call("HEAD", "/webhooks/hooks-any/any").send().expect(405);
        assertThat(log.all()).hasSize(before);

        GATEWAY.call("GET", "/webhooks/hooks-any/any").send().executionId();
    }

    @Test
    void manualRunsStartAtATriggerNode() {
        UUID id = GATEWAY.json("POST", "/workflows/hooks-inactive/executions?test=true", "{\"x\": 1}")
                .as("ada")
                .header("Millrace-Labels", "a=b")
                .send()
                .executionId();
        TriggerReceived event = log.trigger(id);
        assertThat(event.getTrigger().getKind()).isEqualTo(TriggerKind.MANUAL);
        assertThat(event.getTrigger().getStartedBy()).contains("ada");
        assertThat(event.getTrigger().getNodeId()).isEqualTo("hook");
        assertThat(event.getContext().getTest()).isTrue();
        assertThat(log.data(id))
                .isEqualTo(Gateway.JSON.readTree("{\"kind\": \"manual\", \"method\": null, \"headers\": {},"
                        + " \"query\": {}, \"params\": {}, \"body\": {\"x\": 1}}"));

        run("version=2").expectProblem(400, "invalid-query");
        run("version=x").expectProblem(400, "invalid-query");
        run("node=out").expectProblem(400, "invalid-query");
        run("node=hook&version=1").expect(202);
    }

    @Test
    void otherUsersSeeNothing() {
        for (var call : Map.of(
                        "/workflows/hooks", "GET",
                        "/workflows/hooks/versions", "GET",
                        "/workflows/hooks/versions/1", "GET",
                        "/workflows/hooks/live", "POST",
                        "/workflows/hooks/executions", "POST",
                        "/workflows/hooks?", "DELETE")
                .entrySet()) {
            GATEWAY.json(call.getValue(), call.getKey(), "{\"version\": null}")
                    .as("mallory")
                    .send()
                    .expectProblem(404, "not-found");
            GATEWAY.json(call.getValue(), call.getKey(), "{\"version\": null}")
                    .send()
                    .expectProblem(401, "unauthenticated");
        }
        GATEWAY.publish("mallory", "hooks", Definition.webhook("a")).expectProblem(409, "workflow-id-taken");
        assertThat(GATEWAY.call("GET", "/workflows")
                        .as("mallory")
                        .send()
                        .json()
                        .path("items")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void whatOperatorsNeedIsOpen() {
        assertThat(GATEWAY.call("GET", "/openapi.json")
                        .send()
                        .expect(200)
                        .json()
                        .path("paths")
                        .propertyNames())
                .contains("/workflows/{id}", "/workflows/{id}/executions");
        GATEWAY.call("GET", "/actuator/health/liveness").send().expect(200);
        assertThat(GATEWAY.call("GET", "/actuator/health/readiness")
                        .send()
                        .expect(200)
                        .response()
                        .body())
                .contains("definitions", "kafka");
        GATEWAY.json("POST", "/webhooks/hooks/orders/1", "{}").send().executionId();
        assertThat(GATEWAY.call("GET", "/actuator/prometheus")
                        .send()
                        .expect(200)
                        .response()
                        .body())
                .contains("millrace_webhooks_total", "millrace_log_append_seconds", "millrace_definitions_position");
        GATEWAY.call("GET", "/actuator/env").send().expect(401);
    }

    private static Gateway.Answer post(String contentType, byte[] body) {
        return GATEWAY.call("POST", "/webhooks/hooks/orders/1", body)
                .header("Content-Type", contentType)
                .send();
    }

    private static Gateway.Answer run(String query) {
        return GATEWAY.json("POST", "/workflows/hooks/executions?" + query, "null")
                .as("ada")
                .send();
    }
}
