package io.millrace.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.CallbackKept;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.Rerun;
import io.millrace.schemas.event.ReusedResult;
import io.millrace.worker.node.NodeOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What attempts, waits, callbacks, cancels and reruns come to. */
class ConstructsTest {

    /** A webhook, one node and, behind it, a node that shows what arrived. */
    static String one(String node) {
        return """
                {"name": "One", "nodes": [
                  {"id": "hook", "type": "webhook", "parameters": {"path": "p"}}, %s,
                  {"id": "end", "type": "set", "parameters": {"values": {"got": "{{ input }}"}}}],
                 "connections": [{"from": "hook", "to": "it"}, {"from": "it", "to": "end"}]}
                """.formatted(node);
    }

    private static Machine http(String extra) {
        return Machine.triggered(
                Installed.plan(
                        one("{\"id\": \"it\", \"type\": \"http\", \"parameters\": {\"url\": \"http://localhost/\"}"
                                + extra + "}")),
                "{}");
    }

    private static NodeOutcome failed(boolean retryable, Optional<Duration> retryAfter) {
        return new NodeOutcome.Failed(
                Failure.newBuilder(Failures.of("http-status", "503"))
                        .setRetryable(retryable)
                        .build(),
                retryAfter);
    }

    private static final String RETRY = """
            , "retry": {"maxAttempts": 3, "initialInterval": "PT1S", "multiplier": 2, "jitter": 0, "attemptTimeout": "PT5S"}
            """;

    @Test
    void whatANodeLogsIsToldWhileItRuns() {
        var machine = http("");

        machine.logs("it", 2, "of another attempt");
        machine.logs("it", 1, "half");
        assertThat(machine.events(LogsEmitted.class)).singleElement().satisfies(event -> assertThat(
                        event.getLines().getFirst().getMessage())
                .isEqualTo("half"));
        machine.succeed("it", "1");
        machine.logs("it", 1, "too late");

        assertThat(machine.events(LogsEmitted.class)).hasSize(1);
        assertThat(machine.execution().status()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    @Test
    void aRetryableFailureIsTriedAgainAfterAGrowingPause() {
        var machine = http(RETRY);

        machine.end("it", failed(true, Optional.empty()));
        assertThat(machine.execution().status()).isEqualTo(ExecutionStatus.WAITING);
        machine.passUntilDue();
        machine.end("it", failed(true, Optional.empty()));
        machine.passUntilDue();
        machine.succeed("it", "1");

        assertThat(machine.events(NodeAttemptFailed.class).stream()
                        .map(event -> Duration.between(event.getFinishedAt(), event.getNextAttemptAt())))
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(machine.completed("it").getAttempt()).isEqualTo(3);
        assertThat(machine.completed("it").getAttemptStartedAt())
                .isAfter(machine.completed("it").getStartedAt());
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    @Test
    void theLastAttemptsFailureIsFinal() {
        var machine = http(RETRY);

        for (int attempt = 1; attempt < 3; attempt++) {
            machine.end("it", failed(true, Optional.empty()));
            machine.passUntilDue();
        }
        machine.end("it", failed(true, Optional.empty()));

        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(machine.finished().getError().orElseThrow().getNodeId()).contains("it");
        assertThat(machine.events(NodeStarted.class)).hasSize(3);
    }

    @Test
    void whatAnotherAttemptWouldNotMendIsNotTriedAgain() {
        var machine = http(RETRY);

        machine.end("it", failed(false, Optional.empty()));

        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void aServerThatAsksForTimeGetsIt() {
        var machine = http(RETRY);

        machine.end("it", failed(true, Optional.of(Duration.ofSeconds(90))));

        var event = machine.events(NodeAttemptFailed.class).getFirst();
        assertThat(Duration.between(event.getFinishedAt(), event.getNextAttemptAt()))
                .isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void anAttemptThatTakesTooLongIsInterruptedAndTriedAgain() {
        var machine = http(RETRY);

        machine.pass(Duration.ofSeconds(5));

        assertThat(machine.running()).isEmpty();
        assertThat(machine.events(NodeAttemptFailed.class).getFirst().getError().getType())
                .isEqualTo("timeout");
    }

    @Test
    void aNodeThatTakesTooLongInAllIsTimedOutAndItsErrorCanBeHandled() {
        var machine = http(", \"timeout\": \"PT3S\", \"onError\": \"continue\"");

        machine.passUntilDue();

        assertThat(machine.running()).isEmpty();
        assertThat(machine.completed("it").getNodeStatus()).isEqualTo(NodeStatus.TIMED_OUT);
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.PARTIAL);
    }

    @Test
    void anAttemptThatCouldOnlyBeginTooLateIsNotWaitedFor() {
        var machine = http(RETRY + ", \"timeout\": \"PT1S\"");

        machine.end("it", failed(true, Optional.empty()));

        assertThat(machine.finished().getError().orElseThrow().getMessage()).isEqualTo("503");
    }

    @Test
    void anExecutionThatTakesTooLongIsTimedOut() {
        var machine = Machine.triggered(
                Installed.plan(one("{\"id\": \"it\", \"type\": \"wait\", \"parameters\": {\"duration\": \"P1D\"}}")
                        .replace("{\"name\"", "{\"settings\": {\"timeout\": \"PT5M\"}, \"name\"")),
                "{}");

        machine.passUntilDue();

        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(machine.completed("it").getNodeStatus()).isEqualTo(NodeStatus.CANCELLED);
        assertThat(machine.finished().getSkipped()).containsExactly("end");
    }

    @Test
    void aWaitPassesItsInputOn() {
        var machine = Machine.triggered(
                Installed.plan(one("{\"id\": \"it\", \"type\": \"wait\", \"parameters\": {\"duration\": \"P3D\"}}")),
                "7");

        assertThat(machine.execution().status()).isEqualTo(ExecutionStatus.WAITING);
        machine.crash();
        machine.passUntilDue();

        assertThat(machine.output()).isEqualTo("{\"got\":7}");
    }

    @Test
    void aTimeThatHasPassedEndsTheWaitAtOnce() {
        var machine = Machine.triggered(
                Installed.plan(one(
                        "{\"id\": \"it\", \"type\": \"wait\", \"parameters\": {\"until\": \"2020-01-01T00:00:00Z\"}}")),
                "7");

        machine.passUntilDue();

        assertThat(machine.output()).isEqualTo("{\"got\":7}");
    }

    private static final String CALLBACK =
            "{\"id\": \"it\", \"type\": \"wait\", \"parameters\": {\"callback\": {\"expires\": \"PT1H\"}}}";

    @Test
    void aCallbackEndsItsWaitOnceAndOnlyOnce() {
        var machine = Machine.triggered(
                Installed.plan(one(CALLBACK)
                        .replace("\"end\"", "\"last\"")
                        .replace("\"last\", \"type\": \"set\"", "\"last\", \"type\": \"wait\"")
                        .replace("{\"values\": {\"got\": \"{{ input }}\"}}", "{\"duration\": \"PT1M\"}")),
                "{}");

        machine.callBack(NodeKey.topLevel("it"), "5");
        machine.callBack(NodeKey.topLevel("it"), "6");
        machine.passUntilDue();

        assertThat(machine.output()).isEqualTo("5");
        assertThat(machine.events(LogsEmitted.class)
                        .getLast()
                        .getLines()
                        .getFirst()
                        .getMessage())
                .contains("came late or once more");
    }

    @Test
    void aCallbackThatComesBeforeItsWaitIsKept() {
        var machine = Machine.triggered(Installed.plan("""
                        {"name": "Early", "nodes": [
                          {"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                          {"id": "mail", "type": "http", "parameters": {"url": "http://localhost/"}}, %s],
                         "connections": [{"from": "hook", "to": "mail"}, {"from": "mail", "to": "it"}]}
                        """.formatted(CALLBACK)), "{}");

        machine.callBack(NodeKey.topLevel("it"), "5");
        machine.crash();
        machine.succeed("mail", "1");

        assertThat(machine.events(CallbackKept.class)).hasSize(1);
        assertThat(machine.output()).isEqualTo("5");
    }

    @Test
    void aCallbackThatDoesNotComeTimesItsWaitOut() {
        var machine = Machine.triggered(Installed.plan(one(CALLBACK)), "{}");

        machine.passUntilDue();

        assertThat(machine.completed("it").getNodeStatus()).isEqualTo(NodeStatus.TIMED_OUT);
    }

    @Test
    void whereACallbackGoesIsKnownBeforehand() {
        var machine = Machine.triggered(Installed.plan("""
                        {"name": "Known", "nodes": [
                          {"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
                          {"id": "show", "type": "set", "parameters": {"values": {"to": "{{ execution.callbacks.it }}"}}}, %s],
                         "connections": [{"from": "hook", "to": "show"}, {"from": "show", "to": "it"}]}
                        """.formatted(CALLBACK)), "{}");

        assertThat(new String(
                        Payload.bytes(machine.completed("show").getOutput().orElseThrow()), StandardCharsets.UTF_8))
                .contains("http://callbacks/" + machine.execution().identity().executionId() + "/it");
    }

    @Test
    void cancellingInterruptsWhatRunsAndSkipsTheRest() {
        var machine = http("");

        machine.cancel();
        machine.cancel();

        assertThat(machine.running()).isEmpty();
        assertThat(machine.completed("it").getNodeStatus()).isEqualTo(NodeStatus.CANCELLED);
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(machine.finished().getError().orElseThrow().getMessage()).isEqualTo("cancelled by alice");
    }

    @Test
    void stopEndsWithAnErrorOfItsOwn() {
        var machine = Machine.triggered(
                Installed.plan(
                        one("{\"id\": \"it\", \"type\": \"stop\", \"parameters\": {\"message\": \"no {{ input }}\"}}")
                                .replace(
                                        "{\"from\": \"it\", \"to\": \"end\"}",
                                        "{\"from\": \"it\", \"output\": \"error\", \"to\": \"end\"}")),
                "7");

        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(machine.finished().getError().orElseThrow().getMessage()).isEqualTo("no 7");
    }

    @Test
    void theBodyOfTheResponseIsTheOutput() {
        var machine = Machine.triggered(
                Installed.plan(
                        one(
                                "{\"id\": \"it\", \"type\": \"respond\", \"parameters\": {\"status\": 201, \"body\": {\"a\": \"{{ input }}\"}}}")),
                "7");

        assertThat(machine.output()).isEqualTo("{\"a\":7}");
    }

    @Test
    void aRerunTakesTheReusedResultsOver() {
        Plan plan = Installed.plan(
                one("{\"id\": \"it\", \"type\": \"http\", \"parameters\": {\"url\": \"http://localhost/\"}}"));
        var rerun = Rerun.newBuilder()
                .setExecutionId(UUID.randomUUID())
                .setFrom("end")
                .setReused(List.of(
                        new ReusedResult("it", "main", Payload.of("{\"n\":1}".getBytes(StandardCharsets.UTF_8)))))
                .build();

        var machine = Machine.triggered(
                plan, Machine.trigger(plan, "{}").setRerunOf(rerun).build(), Workflows.NONE);

        assertThat(machine.events(NodeStarted.class)).isEmpty();
        assertThat(machine.completed("it").getReused()).isTrue();
        assertThat(machine.output()).isEqualTo("{\"got\":{\"n\":1}}");
    }
}
