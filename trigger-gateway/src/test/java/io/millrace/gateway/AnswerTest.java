package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Patience;
import io.millrace.fixture.Servers;
import io.millrace.gateway.Gateway.Answer;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.TriggerReceived;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
    private static final Gateway GATEWAY = Gateway.shared();
    private static TriggerLog log;
    private static PlayedWorker worker;

    @BeforeAll
    static void start() {
        publish("answer-finished", "\"whenFinished\"", "PT2M");
        publish("answer-node", "\"respondNode\"", "PT2M");
        publish("answer-soon", "\"whenFinished\"", "PT1S");
        log = new TriggerLog(Servers.kafka());
        worker = new PlayedWorker(Servers.kafka());
    }

    @AfterAll
    static void close() {
        worker.close();
        log.close();
    }

    @Test
    void theCallerIsToldWhatTheExecutionCameTo() throws Exception {
        var call = call(GATEWAY, "answer-finished");
        TriggerReceived trigger = call.trigger();
        worker.completes(trigger, "set", "", "1");
        worker.finishes(trigger, ExecutionStatus.SUCCESS, "{ \"a\": 1, \"a\": 1e200000 }");

        Answer answer = call.answer().expect(200);
        assertThat(answer.response().body()).as("the bytes as they are").isEqualTo("{ \"a\": 1, \"a\": 1e200000 }");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Millrace-Execution-Id")).isEqualTo(call.executionId());
    }

    @Test
    void aNodeAnswersBeforeTheEnd() throws Exception {
        var call = call(GATEWAY, "answer-node");
        TriggerReceived trigger = call.trigger();
        worker.completes(trigger, "respond", "0", "{\"status\":500,\"headers\":{},\"body\":1}");
        worker.completes(
                trigger, "respond", "", "{\"status\":201,\"headers\":{\"X-A\":\"b\",\"x-n\":5},\"body\":{\"b\" : 2}}");

        Answer answer = call.answer().expect(201);
        assertThat(answer.response().body()).isEqualTo("{\"b\" : 2}");
        assertThat(answer.header("x-a")).isEqualTo("b");
        assertThat(answer.header("x-n")).isEqualTo("5");
        assertThat(answer.header("content-security-policy")).isEqualTo("sandbox");
    }

    @Test
    void whatANodeAnswersCountsAtTheEndToo() throws Exception {
        var call = call(GATEWAY, "answer-finished");
        TriggerReceived trigger = call.trigger();
        worker.completes(trigger, "respond", "", "{\"status\":404,\"headers\":{},\"body\":\"first\"}");
        worker.completes(trigger, "respond", "", "{\"status\":200,\"headers\":{},\"body\":\"second\"}");
        assertThat(call.isDone()).isFalse();
        worker.finishes(trigger, ExecutionStatus.PARTIAL, "\"first\"");

        assertThat(call.answer().expect(404).response().body()).isEqualTo("\"first\"");
    }

    @Test
    void withoutSuchANodeTheEndAnswers() throws Exception {
        var call = call(GATEWAY, "answer-node");
        worker.finishes(call.trigger(), ExecutionStatus.SUCCESS, "[]");

        assertThat(call.answer().expect(200).response().body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"content-type":"text/html"}  | "<b>é</b>"                                            | text/html  | <b>é</b>
            {"Content-Type":"text/plain"} | {"a":1}                                               | text/plain | {"a":1}
            {}                            | "text"                                                | application/json | "text"
            {}                            | {"$binary":{"contentType":"text/css","base64":"YQ=="}} | text/css   | a
            """)
    void theBodyIsSentAsWhatItIs(String headers, String body, String type, String sent) throws Exception {
        var call = call(GATEWAY, "answer-node");
        worker.completes(
                call.trigger(), "respond", "", "{\"status\":200,\"headers\":%s,\"body\":%s}".formatted(headers, body));

        Answer answer = call.answer().expect(200);
        assertThat(answer.header("content-type")).isEqualTo(type);
        assertThat(answer.response().body()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({"FAILED, failed", "TIMED_OUT, timed_out", "CANCELLED, cancelled"})
    void aFailureIsToldWithoutItsReason(ExecutionStatus status, String told) throws Exception {
        var call = call(GATEWAY, "answer-finished");
        worker.finishes(call.trigger(), status, "\"secret\"");

        Answer answer = call.answer().expectProblem(500, "execution-failed");
        assertThat(answer.response().body()).contains(told).doesNotContain("secret");
        assertThat(answer.header("Millrace-Execution-Id")).isEqualTo(call.executionId());
    }

    @Test
    void whoIsHeldForTooLongGetsTheId() throws Exception {
        var call = call(GATEWAY, "answer-soon");

        Answer answer = call.answer();
        assertThat(answer.executionId()).hasToString(call.executionId());
        assertThat(answer.header("Location")).endsWith("/executions/" + call.executionId());
    }

    @Test
    void whoIsHeldWhenTheGatewayStopsGetsTheId() throws Exception {
        var gateway = Gateway.start(Servers.kafka());
        Awaitility.await()
                .until(() -> gateway.call("GET", "/workflows/answer-finished")
                                .as("ada")
                                .send()
                                .status()
                        == 200);
        var call = call(gateway, "answer-finished");
        String executionId = call.executionId();
        gateway.close();

        assertThat(call.answer().executionId()).hasToString(executionId);
    }

    @Test
    void aNodeThatIsWaitedForMustBeThere() {
        String definition = Definition.webhook("a")
                .replace("\"method\": \"POST\"", "\"method\": \"POST\", \"respond\": \"respondNode\"");
        GATEWAY.publish("ada", "answer-none", definition).expectProblem(400, "invalid-definition");
    }

    private static void publish(String id, String respond, String timeout) {
        GATEWAY.publish("ada", id, """
                        {"name": "Test", "nodes": [
                          {"id": "hook", "type": "webhook",
                           "parameters": {"path": "a", "respond": %s, "responseTimeout": "%s"}},
                          {"id": "out", "type": "respond"}],
                         "connections": [{"from": "hook", "to": "out"}]}""".formatted(respond, timeout)).expect(201);
    }

    /** A caller that is held, and the trigger that it caused. */
    private record Call(CompletableFuture<Answer> held, TriggerReceived trigger) {
        String executionId() {
            return trigger.getContext().getExecutionId().toString();
        }

        boolean isDone() {
            return held.isDone();
        }

        Answer answer() throws Exception {
            return held.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static Call call(Gateway gateway, String workflow) {
        Set<UUID> before = new HashSet<>(log.all());
        var held = CompletableFuture.supplyAsync(
                () -> gateway.json("POST", "/webhooks/" + workflow + "/a", "{}").send());
        UUID id = Awaitility.await()
                .until(
                        () -> {
                            var now = new HashSet<>(log.all());
                            now.removeAll(before);
                            return now;
                        },
                        found -> !found.isEmpty())
                .iterator()
                .next();
        return new Call(held, log.trigger(id));
    }
}
