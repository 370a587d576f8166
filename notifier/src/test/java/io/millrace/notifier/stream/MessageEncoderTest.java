package io.millrace.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.LogLine;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeWaiting;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MessageEncoderTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
    private static final Events EVENTS =
            new Events("ann", "orders", UUID.fromString("01940000-0000-7003-8000-000000000000"), TIME);
    private static final Failure FAILURE = Failure.newBuilder()
            .setType("http-status")
            .setMessage("answered 500")
            .setNodeId("call")
            .setRetryable(true)
            .build();

    private final MessageEncoder encoder = new MessageEncoder(new Previews(16, URI.create("http://recorder")));

    @Test
    void anAcceptedTriggerIsAQueuedExecution() throws Exception {
        assertThat(encoded(EVENTS.triggered())).isEqualTo(json("""
                {"type":"execution.queued","time":"2026-11-21T10:00:00.000Z",
                 "executionId":"01940000-0000-7003-8000-000000000000","workflowId":"orders","sequence":0,
                 "status":"queued","workflowVersion":1,"test":false,"createdAt":"2026-11-21T10:00:00.000Z",
                 "kind":"webhook","reason":null,"cursor":"c","subscription":"s"}"""));
    }

    @Test
    void anExecutionThatALimitHoldsBackIsQueuedToo() throws Exception {
        var queued = ExecutionQueued.newBuilder()
                .setContext(EVENTS.context(1, ExecutionStatus.QUEUED))
                .setReason("maxConcurrent")
                .build();
        JsonNode message = encoded(queued);
        assertThat(message.get("type").asString()).isEqualTo("execution.queued");
        assertThat(message.get("reason").asString()).isEqualTo("maxConcurrent");
        assertThat(message.get("kind").isNull()).isTrue();
    }

    @Test
    void aStartedExecution() throws Exception {
        JsonNode message = encoded(EVENTS.started());
        assertThat(message.get("type").asString()).isEqualTo("execution.started");
        assertThat(message.get("status").asString()).isEqualTo("running");
        assertThat(message.get("sequence").asInt()).isEqualTo(1);
    }

    @Test
    void nodes() throws Exception {
        var started = NodeStarted.newBuilder()
                .setContext(EVENTS.context(2, ExecutionStatus.RUNNING))
                .setNodeId("call")
                .setIteration("0.3")
                .setAttempt(1)
                .setStartedAt(TIME)
                .build();
        var failed = NodeAttemptFailed.newBuilder()
                .setContext(EVENTS.context(3, ExecutionStatus.RUNNING))
                .setNodeId("call")
                .setAttempt(1)
                .setStartedAt(TIME)
                .setFinishedAt(TIME.plusMillis(42))
                .setError(FAILURE)
                .setNextAttemptAt(TIME.plusSeconds(1))
                .build();
        var waiting = NodeWaiting.newBuilder()
                .setContext(EVENTS.context(4, ExecutionStatus.WAITING))
                .setNodeId("pause")
                .setStartedAt(TIME)
                .build();
        assertThat(encoded(started)).isEqualTo(json("""
                {"type":"node.started","time":"2026-11-21T10:00:00.000Z",
                 "executionId":"01940000-0000-7003-8000-000000000000","workflowId":"orders","sequence":2,
                 "executionStatus":"running","nodeId":"call","iteration":"0.3","attempt":1,"status":"running",
                 "startedAt":"2026-11-21T10:00:00.000Z","finishedAt":null,"durationMs":null,"error":null,
                 "restarts":0,"cursor":"c","subscription":"s"}"""));
        assertThat(encoded(failed)).isEqualTo(json("""
                {"type":"node.attemptFailed","time":"2026-11-21T10:00:00.000Z",
                 "executionId":"01940000-0000-7003-8000-000000000000","workflowId":"orders","sequence":3,
                 "executionStatus":"running","nodeId":"call","iteration":null,"attempt":1,"status":"running",
                 "startedAt":"2026-11-21T10:00:00.000Z","finishedAt":"2026-11-21T10:00:00.042Z","durationMs":42,
                 "error":{"type":"http-status","message":"answered 500","nodeId":"call","parameter":null,
                          "position":null,"retryable":true},
                 "nextAttemptAt":"2026-11-21T10:00:01.000Z","cursor":"c","subscription":"s"}"""));
        assertThat(encoded(waiting)).isEqualTo(json("""
                {"type":"node.waiting","time":"2026-11-21T10:00:00.000Z",
                 "executionId":"01940000-0000-7003-8000-000000000000","workflowId":"orders","sequence":4,
                 "executionStatus":"waiting","nodeId":"pause","iteration":null,"attempt":null,"status":"waiting",
                 "startedAt":"2026-11-21T10:00:00.000Z","finishedAt":null,"durationMs":null,"error":null,
                 "until":null,"childExecutionId":null,"cursor":"c","subscription":"s"}"""));
    }

    @Test
    void aCompletedNodeWithItsOutput() throws Exception {
        assertThat(encoded(EVENTS.completed(2, "{\n\"a\": 1e2}"))).isEqualTo(json("""
                {"type":"node.completed","time":"2026-11-21T10:00:00.000Z",
                 "executionId":"01940000-0000-7003-8000-000000000000","workflowId":"orders","sequence":2,
                 "executionStatus":"running","nodeId":"n2","iteration":null,"attempt":1,"status":"success",
                 "startedAt":"2026-11-21T10:00:00.000Z","finishedAt":"2026-11-21T10:00:00.007Z","durationMs":7,
                 "error":null,"nodeName":"N 2","nodeType":"set","reused":false,"outputName":"main",
                 "output":{"a":1e2},"outputPreview":null,"outputBytes":11,
                 "outputUrl":"http://recorder/executions/01940000-0000-7003-8000-000000000000/nodes/n2/output",
                 "cursor":"c","subscription":"s"}"""));
    }

    @Test
    void ofALargeOutputTheBeginningIsShown() throws Exception {
        JsonNode message = encoded(EVENTS.completed(2, "[1, 2, 3, 4, 5, 6, 7]"));
        assertThat(message.get("output").isNull()).isTrue();
        assertThat(message.get("outputPreview").asString()).isEqualTo("[1, 2, 3, 4, 5, ");
        assertThat(message.get("outputBytes").asInt()).isEqualTo(21);
        assertThat(message.get("outputUrl").asString()).endsWith("/nodes/n2/output");
    }

    @Test
    void aPreviewEndsBetweenTwoCharacters() throws Exception {
        JsonNode message = encoded(EVENTS.completed(2, "\"1234567890123ééé\""));
        assertThat(message.get("outputPreview").asString()).isEqualTo("\"1234567890123é");
        assertThat(encoded(EVENTS.completed(2, "\"12345678901234é\""))
                        .get("outputPreview")
                        .asString())
                .isEqualTo("\"12345678901234");
    }

    @Test
    void theLinkNamesTheIteration() {
        assertThat(new Previews(16, URI.create("http://r")).nodeOutput(EVENTS.executionId(), "call", "0.3"))
                .endsWith("/nodes/call/output?iteration=0.3");
    }

    @Test
    void aMessageIsOneLine() throws Exception {
        var event = EVENTS.completed(2, "{\r\n\"a\": \"\\n\"}");
        Message message = encoder.encode(MessageType.NODE_COMPLETED, EventCodec.encode(event))
                .orElseThrow();
        assertThat(message.to("c", null)).doesNotContain("\n", "\r").endsWith(",\"cursor\":\"c\"}");
    }

    @Test
    void logs() throws Exception {
        var logs = LogsEmitted.newBuilder()
                .setContext(EVENTS.context(3, ExecutionStatus.RUNNING))
                .setLines(List.of(LogLine.newBuilder()
                        .setLine(0)
                        .setTime(TIME)
                        .setLevel(LogLevel.WARN)
                        .setMessage("be\nware")
                        .setData(Payload.of("[1]".getBytes(UTF_8)))
                        .build()))
                .setDropped(2)
                .build();
        assertThat(encoded(logs)).isEqualTo(json("""
                {"type":"log","time":"2026-11-21T10:00:00.000Z",
                 "executionId":"01940000-0000-7003-8000-000000000000","workflowId":"orders","sequence":3,
                 "lines":[{"line":0,"time":"2026-11-21T10:00:00.000Z","level":"warn","nodeId":null,"iteration":null,
                           "message":"be\\nware","data":[1]}],
                 "dropped":2,"cursor":"c","subscription":"s"}"""));
    }

    @Test
    void aFinishedExecution() throws Exception {
        var finished = ExecutionFinished.newBuilder()
                .setContext(EVENTS.context(5, ExecutionStatus.TIMED_OUT))
                .setStartedAt(TIME.minusMillis(250))
                .setError(FAILURE)
                .setFailedNodes(List.of("call"))
                .setPath(List.of("call"))
                .setSkipped(List.of("rest"))
                .setNodesExecuted(2)
                .build();
        assertThat(encoded(finished)).isEqualTo(json("""
                {"type":"execution.finished","time":"2026-11-21T10:00:00.000Z",
                 "executionId":"01940000-0000-7003-8000-000000000000","workflowId":"orders","sequence":5,
                 "status":"timed_out","workflowVersion":1,"test":false,"createdAt":"2026-11-21T10:00:00.000Z",
                 "startedAt":"2026-11-21T09:59:59.750Z","finishedAt":"2026-11-21T10:00:00.000Z","durationMs":250,
                 "error":{"type":"http-status","message":"answered 500","nodeId":"call","parameter":null,
                          "position":null,"retryable":true},
                 "output":null,"outputPreview":null,"outputBytes":0,"outputUrl":null,"failedNodes":["call"],
                 "path":["call"],"skipped":["rest"],"nodesExecuted":2,
                 "cursor":"c","subscription":"s"}"""));
    }

    @Test
    void aDeletedExecution() throws Exception {
        var deleted = ExecutionDeleted.newBuilder()
                .setContext(CommandContext.newBuilder()
                        .setExecutionId(EVENTS.executionId())
                        .setWorkflowId("orders")
                        .setOwnerId("ann")
                        .setTime(TIME)
                        .build())
                .setRequestedBy("ann")
                .build();
        assertThat(encoded(deleted)).isEqualTo(json("""
                {"type":"execution.deleted","time":"2026-11-21T10:00:00.000Z",
                 "executionId":"01940000-0000-7003-8000-000000000000","workflowId":"orders","sequence":null,
                 "cursor":"c","subscription":"s"}"""));
    }

    @Test
    void whatIsNotWhatItSaysIsNoMessage() throws Exception {
        assertThat(encoder.encode(MessageType.LOGS, EventCodec.encode(EVENTS.started())))
                .isEmpty();
        assertThatExceptionOfType(UndecodableEventException.class)
                .isThrownBy(() -> encoder.encode(MessageType.LOGS, new byte[] {1, 2, 3}));
    }

    private JsonNode encoded(SpecificRecord event) throws Exception {
        Message message = encoder.encode(MessageType.of(event).orElseThrow(), EventCodec.encode(event))
                .orElseThrow();
        assertThat(message.time()).isEqualTo(TIME);
        return json(message.to("c", "s"));
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}
