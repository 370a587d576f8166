package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Servers;
import io.millrace.schemas.event.Rerun;
import io.millrace.schemas.event.ReusedResult;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerunTest {
    private static final String DATA = "{\"kind\":\"webhook\",\"body\":{ \"a\": 1, \"a\": 1e200000 }}";
    private static final String DEFINITION = """
            {"name": "Test", "settings": {"labels": {"team": "blue"}}, "nodes": [
              {"id": "hook", "type": "webhook", "parameters": {"path": "a"}},
              {"id": "first", "type": "set", "parameters": {"values": {}}},
              {"id": "choice", "type": "if", "parameters": {"condition": "{{ true }}"}},
              {"id": "last", "type": "set", "parameters": {"values": {}}},
              {"id": "%s", "type": "set", "parameters": {"values": {}}}],
             "connections": [{"from": "hook", "to": "first"}, {"from": "first", "to": "choice"},
              {"from": "choice", "output": "true", "to": "last"}, {"from": "hook", "to": "%s"}]}""";

    private static FakeRecorder recorder;
    private static Gateway gateway;
    private static TriggerLog log;

    private final UUID id = ExecutionId.create(Instant.now(), 3, new SplittableRandom());
    private final String ada = Users.token("ada");

    @BeforeAll
    static void start() {
        recorder = new FakeRecorder();
        gateway = Gateway.start(Servers.kafka(), "--millrace.recorder-url=" + recorder.base());
        gateway.publish("ada", "reruns", DEFINITION.formatted("other", "other")).expect(201);
        gateway.publish("ada", "reruns", DEFINITION.formatted("new", "new")).expect(200);
        gateway.publish("ada", "reruns-moved", Definition.webhook("a")).expect(201);
        log = new TriggerLog(Servers.kafka());
    }

    @AfterAll
    static void close() {
        log.close();
        gateway.close();
        recorder.close();
    }

    @Test
    void fromTheStartTheTriggerComesOnceMore() {
        recorder.execution(ada, id, origin("reruns", "running"));

        var answer = rerun("{\"from\": \"start\"}");
        TriggerReceived event = log.trigger(answer.executionId());

        assertThat(answer.header("Location")).endsWith("/executions/" + answer.executionId());
        assertThat(event.getContext().getWorkflowVersion()).isEqualTo(1);
        assertThat(event.getContext().getTest()).isTrue();
        assertThat(event.getTrigger().getKind()).isEqualTo(TriggerKind.RERUN);
        assertThat(event.getTrigger().getNodeId()).isEqualTo("hook");
        assertThat(event.getTrigger().getStartedBy()).contains("ada");
        assertThat(event.getTrigger().getLabels()).isEqualTo(Map.of("team", "blue", "run", "2", "old", "x"));
        assertThat(UTF_8.decode(event.getTrigger().getData()).toString())
                .as("the bytes that came")
                .isEqualTo(DATA);
        Rerun rerun = event.getTrigger().getRerunOf().orElseThrow();
        assertThat(rerun.getExecutionId()).isEqualTo(id);
        assertThat(rerun.getFrom()).isEqualTo("start");
        assertThat(rerun.getReused()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failed |   | 1 | hook=main={\"n\": 1e200000, \"n\": 2} first=main=[1, 2] choice=true=null",
                "other  |   | 1 | hook=main={\"n\": 1e200000, \"n\": 2} first=main=[1, 2] choice=true=null",
                "choice |   | 1 | hook=main={\"n\": 1e200000, \"n\": 2} first=main=[1, 2]",
                "hook   |   | 1 | ",
                "new    | 2 | 2 | hook=main={\"n\": 1e200000, \"n\": 2} first=main=[1, 2] choice=true=null",
                "last   | 2 | 2 | hook=main={\"n\": 1e200000, \"n\": 2} first=main=[1, 2] choice=true=null",
            })
    void whatNeedNotRunAgainIsTakenOver(String from, Integer version, int ran, String reused) {
        recorder.execution(ada, id, origin("reruns", "failed"));

        TriggerReceived event = log.trigger(rerun("{\"from\": \"%s\", \"version\": %s}".formatted(from, version))
                .executionId());

        assertThat(event.getContext().getWorkflowVersion()).isEqualTo(ran);
        Rerun rerun = event.getTrigger().getRerunOf().orElseThrow();
        assertThat(rerun.getFrom()).isEqualTo(from);
        assertThat(String.join(
                        " ", rerun.getReused().stream().map(RerunTest::text).toList()))
                .isEqualTo(reused == null ? "" : reused);
    }

    @Test
    void whatIsTooLargeToBeShownIsFetched() {
        recorder.execution(
                ada,
                id,
                origin("reruns", "failed")
                        .replace(
                                "\"output\": [1, 2]",
                                "\"output\": null, \"outputPreview\": \"la\", \"outputUrl\":"
                                        + " \"http://public.example/executions/1/nodes/first/output?iteration=0\"")
                        .replace(
                                "\"data\": " + DATA,
                                "\"data\": null, \"dataPreview\": \"la\","
                                        + " \"dataUrl\": \"http://public.example/executions/1/trigger\""));
        recorder.answer(ada, "/executions/1/nodes/first/output?iteration=0", "\"large\"");
        recorder.answer(ada, "/executions/1/trigger", DATA);

        TriggerReceived event = log.trigger(rerun("{\"from\": \"choice\"}").executionId());

        assertThat(event.getTrigger().getRerunOf().orElseThrow().getReused())
                .extracting(RerunTest::text)
                .contains("first=main=\"large\"");
        assertThat(UTF_8.decode(event.getTrigger().getData()).toString()).isEqualTo(DATA);
    }

    @Test
    void aLargeStateIsTakenOverUpToItsBound() {
        String large = "\"" + "x".repeat(5_000_000) + "\"";
        recorder.execution(ada, id, origin("reruns", "failed").replace("[1, 2]", large));
        assertThat(log.record(rerun("{\"from\": \"failed\"}").executionId()).value())
                .hasSizeGreaterThan(5_000_000);

        String larger =
                origin("reruns", "failed").replace("[1, 2]", large).replace("{\"n\": 1e200000, \"n\": 2}", large);
        recorder.execution(ada, id, larger);
        rerun("{\"from\": \"failed\"}").expectProblem(413, "body-too-large");
        rerun("{\"from\": \"start\"}").expect(202);
        recorder.execution(ada, id, larger.replace(large, "\"" + "x".repeat(13_000_000) + "\""));
        rerun("{\"from\": \"start\"}").expectProblem(413, "body-too-large");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                     | /from",
                "{\"from\": null}                       | /from",
                "{\"from\": \"nobody\"}                 | /from",
                "{\"from\": \"new\"}                    | /from",
                "{\"from\": \"start\", \"version\": 3}  | /version",
            })
    void refusesWhatCannotBe(String body, String pointer) {
        recorder.execution(ada, id, origin("reruns", "failed"));

        var answer = rerun(body).expectProblem(400, "invalid-request");

        assertThat(answer.json().at("/errors/0/pointer").stringValue()).isEqualTo(pointer);
    }

    @Test
    void whatStillRunsIsRunAgainFromTheStartOnly() {
        for (String status : List.of("queued", "running", "waiting")) {
            recorder.execution(ada, id, origin("reruns", status));
            rerun("{\"from\": \"failed\"}").expectProblem(409, "execution-unfinished");
            rerun("{\"from\": \"first\"}").expectProblem(409, "execution-unfinished");
        }
    }

    @Test
    void hidesWhatIsNotOnesOwn() {
        recorder.execution(ada, id, origin("reruns", "failed"));

        gateway.json("POST", path("reruns"), "{\"from\": \"start\"}").send().expectProblem(401, "unauthenticated");
        gateway.json("POST", path("reruns"), "{\"from\": \"start\"}")
                .as("bob")
                .send()
                .expectProblem(404, "not-found");
        gateway.json("POST", path("reruns-moved"), "{\"from\": \"start\"}")
                .header("Authorization", "Bearer " + ada)
                .send()
                .expectProblem(404, "not-found");
        gateway.json("POST", "/workflows/reruns/executions/" + UUID.randomUUID() + "/rerun", "{\"from\": \"start\"}")
                .as("ada")
                .send()
                .expectProblem(404, "not-found");
    }

    @Test
    void saysThatTheRecorderIsAway() {
        try (Gateway alone = Gateway.start(Servers.kafka(), "--millrace.recorder-url=http://localhost:1")) {
            alone.json("POST", path("reruns"), "{\"from\": \"start\"}")
                    .as("ada")
                    .send()
                    .expectProblem(503, "recorder-unavailable");
        }
    }

    private Gateway.Answer rerun(String body) {
        return gateway.json("POST", path("reruns"), body)
                .header("Authorization", "Bearer " + ada)
                .header("Millrace-Labels", "run=2")
                .send();
    }

    private String path(String workflow) {
        return "/workflows/" + workflow + "/executions/" + id + "/rerun";
    }

    private static String text(ReusedResult result) {
        return result.getNodeId() + "=" + result.getOutputName() + "="
                + UTF_8.decode(result.getOutput().duplicate());
    }

    private String origin(String workflow, String status) {
        return """
                {"id": "%s", "workflowId": "%s", "workflowName": "x", "workflowVersion": 1, "status": "%s", "test": true,
                 "trigger": {"kind": "webhook", "node": "hook", "data": %s},
                 "labels": {"run": "1", "old": "x"}, "parent": null, "output": 1e99999, "nodes": [
                  {"nodeId": "hook", "iteration": null, "status": "success", "attempts": [{"attempt": 1}], "outputName": "main", "output": {"n": 1e200000, "n": 2}},
                  {"nodeId": "first", "status": "success", "outputName": "main", "output": [1, 2]},
                  {"nodeId": "choice", "status": "success", "outputName": "true", "output": null},
                  {"nodeId": "last", "status": "failed", "outputName": null, "output": null, "error": {"type": "x"}},
                  {"nodeId": "other", "status": "cancelled", "outputName": null, "output": null}]}""".formatted(id, workflow, status, DATA);
    }
}
