package io.millrace.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fixture.Servers;
import io.millrace.schemas.callback.CallbackKeys;
import io.millrace.schemas.callback.CallbackToken;
import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.id.ExecutionId;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of executions that exist: callbacks, ends and deletions. */
class CommandTest {
    private static final Gateway GATEWAY = Gateway.shared();
    private static final CallbackKeys KEYS = CallbackKeys.ofBase64(List.of(Gateway.CALLBACK_KEY));
    private static TriggerLog log;

    private final UUID id = ExecutionId.create(Instant.now(), 3, new SplittableRandom());
    private final CallbackToken token = new CallbackToken(id, "commands", "ada", "wait", "2.0");

    @BeforeAll
    static void publish() {
        GATEWAY.publish("ada", "commands", Definition.webhook("a")).expect(201);
        log = new TriggerLog(Servers.kafka());
    }

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void aCallbackEndsItsWaitWithItsBody() {
        String body = "{ \"approved\": true, \"by\": 1e200000 }";
        var answer = GATEWAY.json("POST", "/callbacks/" + KEYS.sign(token), body)
                .header("Accept", "text/html")
                .send()
                .expect(202);

        CallbackReceived callback = (CallbackReceived) asked().getFirst();
        assertThat(callback.getContext().getExecutionId()).isEqualTo(id);
        assertThat(callback.getContext().getWorkflowId()).isEqualTo("commands");
        assertThat(callback.getContext().getOwnerId()).isEqualTo("ada");
        assertThat(callback.getNodeId()).isEqualTo("wait");
        assertThat(callback.getIteration()).isEqualTo("2.0");
        assertThat(callback.getBody().map(UTF_8::decode)).hasToString("Optional[" + body + "]");
        assertThat(callback.getError()).isEmpty();
        assertThat(answer.json().path("callbackId").stringValue())
                .isEqualTo(callback.getCallbackId().toString());
        var headers = log.record(id).headers();
        assertThat(EventHeaders.type(headers)).contains("io.millrace.CallbackReceived");
        assertThat(EventHeaders.owner(headers)).contains("ada");
    }

    @Test
    void aCallbackMayEndItsWaitWithAnError() {
        GATEWAY.json(
                        "POST",
                        "/callbacks/" + KEYS.sign(token),
                        "{\"error\": {\"type\": \"refused\", \"message\": \"no\"}}")
                .send()
                .expect(202);

        CallbackReceived callback = (CallbackReceived) asked().getFirst();
        assertThat(callback.getBody()).isEmpty();
        assertThat(callback.getError()).hasValueSatisfying(error -> {
            assertThat(error.getType()).isEqualTo("refused");
            assertThat(error.getMessage()).isEqualTo("no");
            assertThat(error.getNodeId()).contains("wait");
            assertThat(error.getRetryable()).isFalse();
        });
    }

    @Test
    void callbacksAreToldApartAndTakeAnyContent() {
        String path = "/callbacks/" + KEYS.sign(token);
        GATEWAY.call("POST", path).send().expect(202);
        GATEWAY.call("POST", path, "a=1".getBytes(UTF_8))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .send()
                .expect(202);

        List<CallbackReceived> callbacks =
                asked(2).stream().map(CallbackReceived.class::cast).toList();
        assertThat(callbacks.stream().map(CallbackReceived::getCallbackId).distinct())
                .hasSize(2);
        assertThat(callbacks.stream()
                        .map(callback ->
                                UTF_8.decode(callback.getBody().orElseThrow()).toString()))
                .containsExactly("null", "{\"a\":\"1\"}");
    }

    @Test
    void refusesCallbacksThatNobodySigned() {
        String signed = KEYS.sign(token);
        String other = CallbackKeys.ofBase64(List.of("B".repeat(44))).sign(token);
        UUID beyond = ExecutionId.create(Instant.now(), 16, new SplittableRandom());

        for (String unknown : List.of("x", signed.substring(1), signed + "A", other)) {
            GATEWAY.json("POST", "/callbacks/" + unknown, "{").send().expectProblem(404, "not-found");
        }
        GATEWAY.json("POST", "/callbacks/" + KEYS.sign(new CallbackToken(beyond, "w", "o", "n", "")), "1")
                .send()
                .expectProblem(404, "not-found");
        GATEWAY.call("GET", "/callbacks/" + signed).send().expectProblem(405, "method-not-allowed");
        GATEWAY.json("POST", "/callbacks/" + signed, "{").send().expectProblem(400, "invalid-body");
        GATEWAY.json("POST", "/callbacks/" + signed, "\"" + "x".repeat(1_100_000) + "\"")
                .send()
                .expectProblem(413, "body-too-large");
        GATEWAY.json("POST", "/callbacks/" + signed, "\"" + "x".repeat(1024 * 1024 - 100) + "\"")
                .send()
                .expectProblem(413, "body-too-large");
        GATEWAY.json("POST", "/callbacks/" + signed, "1")
                .header("Content-Encoding", "gzip")
                .send()
                .expectProblem(415, "unsupported-media-type");
        assertThat(log.now(id)).isEmpty();
    }

    @Test
    void takesNoCallbacksWithoutAKey() {
        try (Gateway without = Gateway.start(Servers.kafka(), "--millrace.callbacks.keys=")) {
            without.json("POST", "/callbacks/" + KEYS.sign(token), "1").send().expectProblem(404, "not-found");
        }
    }

    @Test
    void anOwnerAsksForAnEnd() {
        var answer = GATEWAY.call("POST", path() + "/cancel").as("ada").send().expect(202);

        assertThat(answer.json().path("executionId").stringValue()).isEqualTo(id.toString());
        CancelRequested cancel = (CancelRequested) asked().getFirst();
        assertThat(cancel.getRequestedBy()).isEqualTo("ada");
        assertThat(cancel.getContext().getWorkflowId()).isEqualTo("commands");
        assertThat(cancel.getContext().getOwnerId()).isEqualTo("ada");
        assertThat(cancel.getContext().getTime()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void whatIsDeletedIsCancelledFirst() {
        GATEWAY.call("DELETE", path()).as("ada").send().expect(202);

        assertThat(asked(2))
                .hasExactlyElementsOfTypes(CancelRequested.class, ExecutionDeleted.class)
                .allSatisfy(event -> assertThat(event.get(1)).as("who asked").isEqualTo("ada"));
    }

    @Test
    void executionsOfDeletedWorkflowsCanStillBeEnded() {
        GATEWAY.publish("ada", "commands-gone", Definition.webhook("a")).expect(201);
        GATEWAY.call("DELETE", "/workflows/commands-gone").as("ada").send().expect(204);

        GATEWAY.call("DELETE", "/workflows/commands-gone/executions/" + id)
                .as("ada")
                .send()
                .expect(202);
        GATEWAY.call("DELETE", "/workflows/commands-gone/executions/" + id)
                .as("bob")
                .send()
                .expectProblem(404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cancel", ""})
    void hidesWhatIsNotOnesOwn(String action) {
        String method = action.isEmpty() ? "DELETE" : "POST";
        GATEWAY.call(method, path() + action).send().expectProblem(401, "unauthenticated");
        GATEWAY.call(method, path() + action).as("bob").send().expectProblem(404, "not-found");
        UUID beyond = ExecutionId.create(Instant.now(), 16, new SplittableRandom());
        for (Object no : List.of("x", UUID.randomUUID(), beyond)) {
            GATEWAY.call(method, "/workflows/commands/executions/" + no + action)
                    .as("ada")
                    .send()
                    .expectProblem(404, "not-found");
        }
        GATEWAY.call(method, "/workflows/commands-none/executions/" + id + action)
                .as("ada")
                .send()
                .expectProblem(404, "not-found");
        assertThat(log.now(id)).isEmpty();
    }

    private String path() {
        return "/workflows/commands/executions/" + id;
    }

    private List<SpecificRecord> asked() {
        return asked(1);
    }

    private List<SpecificRecord> asked(int count) {
        return log.events(id, count);
    }
}
