package io.millrace.recorder.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.recorder.record.Folded;
import io.millrace.recorder.story.RunningRecorder;
import io.millrace.recorder.story.Story;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Payloads that are too long to be shown, and where they are. */
class PayloadTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final RunningRecorder recorder = RunningRecorder.shared();
    private final String owner = "owner-" + UUID.randomUUID();

    @Test
    void aLongPayloadIsShownByItsBeginningAndALinkToTheWhole() {
        String data = longJson("data");
        String result = longJson("result");
        String output = longJson("output");
        Story story = recorded(data, result, output);

        JsonNode one = JSON.readTree(get("/executions/" + story.id()).body());
        JsonNode listed = JSON.readTree(get("/executions").body()).path("items").path(0);
        JsonNode node = one.path("nodes").path(0);
        JsonNode inPage = JSON.readTree(
                        get("/executions/" + story.id() + "/nodes").body())
                .path("items")
                .path(0);

        for (JsonNode execution : List.of(one, listed)) {
            shortened(execution, "output", output);
            shortened(execution.path("trigger"), "data", data);
        }
        shortened(node, "output", result);
        shortened(inPage, "output", result);
    }

    @Test
    void aShortPayloadHasNoLinkAndIsWhereTheLinkWouldLeadAllTheSame() {
        Story story = recorded("{ \"a\":1, \"a\": 1e200000 }", "[1 ]", "\"x\"");

        String one = get("/executions/" + story.id()).body();

        assertThat(one).doesNotContain("Url").doesNotContain("Preview");
        assertThat(get("/executions/" + story.id() + "/trigger").body()).isEqualTo("{ \"a\":1, \"a\": 1e200000 }");
        assertThat(get("/executions/" + story.id() + "/output").body()).isEqualTo("\"x\"");
        assertThat(get("/executions/" + story.id() + "/nodes/hook/output").body())
                .isEqualTo("[1 ]");
    }

    @Test
    void whatATriggerNodeHandedOnIsKeptOnceAndReadLikeAnyOutput() {
        for (String body : List.of("[1,  1e200000, \"\\u0000\\ud800\", {\"body\": 2}]", longJson("body"))) {
            Story story = Story.of(owner, "orders")
                    .triggered("{\"body\": 1, \"headers\": {\"body\": \"ä\\u0000\"}, \"body\": %s }".formatted(body))
                    .started()
                    .handedOn("hook", body);
            recorder.send(story);
            Folded.await(recorder);

            assertThat(recorder.owner()
                            .queryForMap(
                                    "select output, output_size from node_execution_results where execution_id = ?",
                                    story.id()))
                    .containsEntry("output", null)
                    .containsEntry("output_size", null);
            assertThat(get("/executions/" + story.id() + "/nodes/hook/output").body())
                    .isEqualTo(body);
            String nodes = get("/executions/" + story.id() + "/nodes").body();
            if (body.length() < 1000) {
                assertThat(nodes).contains("\"output\":" + body).doesNotContain("Preview");
            } else {
                shortened(JSON.readTree(nodes).path("items").path(0), "output", body);
            }
        }
    }

    @Test
    void anAdminReadsWhatATriggerNodeHandedOnAndNobodyElseDoes() {
        Story story = Story.of(owner, "orders")
                .triggered("{\"body\": {\"secret\":1} }")
                .started()
                .handedOn("hook", "{\"secret\":1}");
        recorder.send(story);
        Folded.await(recorder);
        String output = "/executions/" + story.id() + "/nodes/hook/output";

        for (String whose : List.of(owner, "*")) {
            assertThat(recorder.getAsAdmin("root", output + "?ownerId=" + whose).body())
                    .isEqualTo("{\"secret\":1}");
        }
        assertThat(recorder.getAsAdmin("root", output).statusCode()).isEqualTo(404);
        assertThat(recorder.get("somebody", output).statusCode()).isEqualTo(404);
    }

    @Test
    void whatATriggerNodeHandedOnIsThereAsSoonAsTheTriggerIs() {
        Story story =
                Story.of(owner, "orders").triggered("{\"body\":7}").started().handedOn("hook", "7");
        List<ProducerRecord<byte[], byte[]>> records = story.records();

        recorder.send(records.subList(1, records.size()));
        Folded.await(recorder);
        assertThat(recorder.get(owner, "/executions/" + story.id() + "/nodes/hook/output")
                        .statusCode())
                .isEqualTo(404);

        recorder.send(records.subList(0, 1));
        Folded.await(recorder);
        assertThat(get("/executions/" + story.id() + "/nodes/hook/output").body())
                .isEqualTo("7");
    }

    @Test
    void whereThereIsNoPayloadThereIsNothing() {
        Story story = recorded("{}", "1", "null");
        Story other = Story.of(owner, "orders").triggered("{}").started();
        recorder.send(other);
        Folded.await(recorder);

        assertThat(get("/executions/" + story.id() + "/output").body()).isEqualTo("null");
        for (String path : List.of(
                other.id() + "/output",
                story.id() + "/nodes/none/output",
                story.id() + "/nodes/%00/output",
                story.id() + "/nodes/hook/output?iteration=0",
                UUID.randomUUID() + "/trigger")) {
            assertThat(recorder.get(owner, "/executions/" + path).statusCode())
                    .as(path)
                    .isIn(400, 404);
        }
        assertThat(recorder.get("somebody", "/executions/" + story.id() + "/trigger")
                        .statusCode())
                .isEqualTo(404);
    }

    private void shortened(JsonNode holder, String name, String whole) {
        assertThat(holder.path(name).isNull()).as(name).isTrue();
        assertThat(whole).startsWith(holder.path(name + "Preview").asString());
        assertThat(holder.path(name + "Preview").asString()).hasSizeGreaterThan(500);
        URI link = URI.create(holder.path(name + "Url").asString());
        HttpResponse<String> answer =
                get(link.getRawPath() + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery()));
        assertThat(answer.body()).isEqualTo(whole);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Millrace-Cursor")).isPresent();
    }

    private Story recorded(String data, String result, String output) {
        Story story = Story.of(owner, "orders")
                .triggered(data)
                .started()
                .completed("hook", result)
                .finished(output);
        recorder.send(story);
        Folded.await(recorder);
        return story;
    }

    private HttpResponse<String> get(String path) {
        HttpResponse<String> answer = recorder.get(owner, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static String longJson(String what) {
        return "{ \"" + what + "\": \"" + "ä\\u0000x".repeat(20_000) + "\" }";
    }
}
