package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fixture.Patience;
import io.millrace.recorder.record.Folded;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.stream.Cursor;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExecutionApiTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String owner = "owner-" + UUID.randomUUID();

    @Test
    void anExecutionIsShownWithAllItsFieldsAndItsPayloadsUntouched() {
        Instant created = Instant.parse("2026-03-01T10:00:00.120Z");
        Story story = Story.of(owner, "orders", created, new Random())
                .triggered("{\"body\":{\"b\":1,\"a\":1e200000}}")
                .started()
                .completed("hook", "{ \"x\": 1 }")
                .attemptFailed("total", 1)
                .completed("total", 2, NodeStatus.FAILED, null, Story.failure("http-status", "503"))
                .finished(
                        ExecutionStatus.FAILED,
                        null,
                        Story.failure("http-status", "503"),
                        List.of("total"),
                        List.of("plain"));
        recorder.send(story);
        Folded.await(recorder);

        HttpResponse<String> answer = recorder.get(owner, "/executions/" + story.id());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("""
                {"id":"%s","workflowId":"orders","workflowName":null,"workflowVersion":1,"ownerId":"%s",\
                "startedBy":null,"status":"failed",\
                "trigger":{"kind":"webhook","node":"hook","data":{"body":{"b":1,"a":1e200000}}},\
                "test":false,"labels":{"order": "7"},"parent":null,"rerunOf":null,\
                "createdAt":"2026-03-01T10:00:00.120Z","startedAt":"2026-03-01T10:00:00.121Z",\
                "finishedAt":"2026-03-01T10:00:00.125Z","durationMs":4,"output":null,\
                "error":{"type":"http-status","message":"503","failedNodes":["total"],"path":["hook","total"]},\
                "path":["hook","total"],"nodesExecuted":2,"nodes":[\
                {"nodeId":"hook","name":"hook's name","type":"set","iteration":null,"status":"success",\
                "attempts":[{"attempt":1,"startedAt":"2026-03-01T10:00:00.121Z",\
                "finishedAt":"2026-03-01T10:00:00.122Z","error":null}],\
                "startedAt":"2026-03-01T10:00:00.121Z","finishedAt":"2026-03-01T10:00:00.122Z","durationMs":1,\
                "outputName":"main","output":{ "x": 1 },"error":null,"iterations":null},\
                {"nodeId":"total","name":"total's name","type":"set","iteration":null,"status":"failed",\
                "attempts":[{"attempt":1,"startedAt":"2026-03-01T10:00:00.122Z",\
                "finishedAt":"2026-03-01T10:00:00.123Z","error":{"type":"http-status","message":"503",\
                "nodeId":null,"parameter":null,"position":null,"retryable":false,"details":null}},\
                {"attempt":2,"startedAt":"2026-03-01T10:00:00.123Z","finishedAt":"2026-03-01T10:00:00.124Z",\
                "error":{"type":"http-status","message":"503",\
                "nodeId":null,"parameter":null,"position":null,"retryable":false,"details":null}}],\
                "startedAt":"2026-03-01T10:00:00.122Z","finishedAt":"2026-03-01T10:00:00.124Z","durationMs":2,\
                "outputName":null,"output":null,"error":{"type":"http-status","message":"503",\
                "nodeId":null,"parameter":null,"position":null,"retryable":false,"details":null},"iterations":null},\
                {"nodeId":"plain","name":null,"type":null,"iteration":null,"status":"skipped","attempts":[],\
                "startedAt":null,"finishedAt":null,"durationMs":null,"outputName":null,"output":null,"error":null,\
                "iterations":null}]}""".formatted(story.id(), owner));
        assertThat(answer.headers().firstValue("ETag")).isPresent();
        assertThat(answer.headers().firstValue("Millrace-Cursor").flatMap(Cursor::decode))
                .hasValueSatisfying(cursor -> assertThat(cursor.events()).hasSize(16));
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> same = recorder.get(owner, "/executions/" + story.id(), "If-None-Match", tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.headers().firstValue("ETag")).hasValue(tag);
        assertThat(same.headers().firstValue("Millrace-Cursor").flatMap(Cursor::decode))
                .isPresent();
        assertThat(recorder.get(owner, "/executions/" + story.id(), "If-None-Match", "W/\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoeverPrefersToWaitIsAnsweredWhenTheExecutionHasEnded() {
        Story story = Story.of(owner, "orders").triggered("{}").started();
        var answer = CompletableFuture.supplyAsync(
                () -> recorder.get(owner, "/executions/" + story.id(), "Prefer", "respond-async, wait=30"));

        recorder.send(story);
        await().untilAsserted(() -> assertThat(
                        recorder.get(owner, "/executions/" + story.id()).body())
                .contains("\"status\":\"running\""));
        assertThat(answer).isNotDone();
        recorder.send(List.of(story.finished("{}").records().getLast()));

        assertThat(answer).succeedsWithin(Patience.LONG).satisfies(done -> assertThat(done.body())
                .contains("\"status\":\"success\""));
    }

    @Test
    void whoeverWaitsSeesWhatAnotherInstanceHasRecorded() {
        Story story = Story.of(owner, "orders").triggered("{}").started();
        recorder.send(story);
        Folded.await(recorder);
        var answer = CompletableFuture.supplyAsync(
                () -> recorder.get(owner, "/executions/" + story.id(), "Prefer", "wait=60"));

        recorder.owner()
                .update(
                        "update workflow_executions set status = 'cancelled', finished_at = now() where id = ?",
                        story.id());

        // Within the time that it waits: at its end it would look in any case.
        assertThat(answer).succeedsWithin(Duration.ofSeconds(50)).satisfies(done -> assertThat(done.body())
                .contains("\"status\":\"cancelled\""));
    }

    @Test
    void whoeverHasWaitedLongEnoughIsAnsweredAsItIs() {
        Story story = Story.of(owner, "orders").triggered("{}");
        recorder.send(story);
        Folded.await(recorder);

        HttpResponse<String> answer = recorder.get(owner, "/executions/" + story.id(), "Prefer", "wait=1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"queued\"");
        assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("wait=1");
    }

    @Test
    void anotherOwnersExecutionIsNotThere() {
        Story story =
                Story.of(owner, "orders").triggered("{}").started().logged("a").finished("1");
        recorder.send(story);
        Folded.await(recorder);

        for (String path : List.of("", "/nodes", "/logs", "/workflow")) {
            assertThat(recorder.get("somebody", "/executions/" + story.id() + path)
                            .statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(recorder.get("somebody", "/executions").body())
                .doesNotContain(story.id().toString());
        assertThat(recorder.get(owner, "/executions/no-uuid").statusCode()).isEqualTo(404);
        assertThat(recorder.get(owner, "/executions/" + UUID.randomUUID()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aListIsReadPageByPageNewestFirstWithItsFilterInTheCursor() {
        var expected = new ArrayList<String>();
        var stories = new ArrayList<Story>();
        for (int i = 0; i < 7; i++) {
            Story story = Story.of(owner, i % 7 == 3 ? "other" : "orders")
                    .triggered("{}")
                    .started()
                    .finished("1");
            stories.add(story);
            if (i % 7 != 3) {
                expected.addFirst(story.id().toString());
            }
        }
        recorder.send(stories.toArray(Story[]::new));
        Folded.await(recorder);

        JsonNode first = page("/executions?workflowId=orders&status=success&status=failed&limit=4");
        JsonNode second =
                page("/executions?limit=4&cursor=" + first.path("nextCursor").asString());

        assertThat(second.path("nextCursor").isNull()).isTrue();
        var ids = new ArrayList<String>();
        first.path("items").forEach(item -> ids.add(item.path("id").asString()));
        second.path("items").forEach(item -> ids.add(item.path("id").asString()));
        assertThat(ids).hasSize(6).containsExactlyInAnyOrderElementsOf(expected);
        var times = new ArrayList<String>();
        first.path("items").forEach(item -> times.add(item.path("createdAt").asString()));
        second.path("items").forEach(item -> times.add(item.path("createdAt").asString()));
        assertThat(times).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(page("/executions?status=running").path("items")).isEmpty();
        assertThat(page("/executions?kind=webhook&test=false&from=2020-01-01T00:00:00Z")
                        .path("items"))
                .hasSize(7);
        assertThat(page("/executions?to=2020-01-01T00:00:00Z").path("items")).isEmpty();
    }

    @Test
    void whatCannotBeAskedIsRefusedWithTheParametersName() {
        for (String query : List.of(
                "status=finished",
                "kind=cron",
                "limit=0",
                "limit=501",
                "from=yesterday",
                "test=maybe",
                "label=a",
                "fields=id,secret",
                "colour=red",
                "ownerId=",
                "cursor=abc")) {
            HttpResponse<String> answer = recorder.get(owner, "/executions?" + query);

            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.body())
                    .contains("\"parameter\":\"" + query.substring(0, query.indexOf('=')) + "\"")
                    .contains("urn:millrace:problem:invalid-query");
        }
    }

    @Test
    void nodesAndLinesAreReadPageByPage() {
        Story story = Story.of(owner, "orders").triggered("{}").started();
        story.completed("a", "1").completed("b", "2").completed("c", "3");
        story.logged("one", "two").logged("three").finished("1");
        recorder.send(story);
        Folded.await(recorder);

        JsonNode nodes = page("/executions/" + story.id() + "/nodes?limit=2");
        JsonNode moreNodes = page("/executions/" + story.id() + "/nodes?limit=2&cursor="
                + nodes.path("nextCursor").asString());
        JsonNode lines = page("/executions/" + story.id() + "/logs?limit=2&level=info");
        JsonNode moreLines = page("/executions/" + story.id() + "/logs?limit=2&cursor="
                + lines.path("nextCursor").asString());

        assertThat(nodes.path("items").findValuesAsString("nodeId")).containsExactly("a", "b");
        assertThat(moreNodes.path("items").findValuesAsString("nodeId")).containsExactly("c");
        assertThat(lines.path("items").findValuesAsString("message")).containsExactly("one", "two");
        assertThat(moreLines.path("items").findValuesAsString("message")).containsExactly("three");
        assertThat(page("/executions/" + story.id() + "/logs?level=error").path("items"))
                .isEmpty();
    }

    @Test
    void theDocumentationSaysThatPayloadsAreAnyJson() {
        JsonNode schemas = page("/openapi.json").path("components").path("schemas");

        assertThat(schemas.path("Execution")
                        .path("properties")
                        .path("status")
                        .path("type")
                        .asString())
                .isEqualTo("string");
        assertThat(schemas.path("Execution").path("properties").path("output").has("type"))
                .isFalse();
        assertThat(schemas.has("Caller")).isFalse();
    }

    private JsonNode page(String path) {
        HttpResponse<String> answer = recorder.get(owner, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
