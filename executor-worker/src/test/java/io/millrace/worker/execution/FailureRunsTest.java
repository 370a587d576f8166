package io.millrace.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.LogLine;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code settings.onFailure} comes to. */
class FailureRunsTest {
    private static final String CALLING = """
            {"name": "Calling", "settings": {"onFailure": "THIS", "timeout": "PT1M"}, "nodes": [
              {"id": "hook", "type": "webhook", "parameters": {"path": "p"}},
              {"id": "call", "type": "http", "onError": "THEN", "parameters": {"url": "http://localhost/"}}],
             "connections": [{"from": "hook", "to": "call"}]}
            """;

    private static Machine calling(String onFailure, String onError, UnaryOperator<Trigger.Builder> trigger) {
        Plan plan = Installed.plan(CALLING.replace("THIS", onFailure).replace("THEN", onError));
        Plan alarm = Installed.plan("""
                {"name": "Alarm", "settings": {"maxConcurrent": 1, "labels": {"to": "ops"}}, "nodes": [
                  {"id": "go", "type": "manual"}]}
                """);
        return Machine.triggered(
                plan,
                trigger.apply(Machine.trigger(plan, "{}")).build(),
                (owner, id) -> id.equals("alarm") ? Optional.of(new Workflows.Live(4, alarm)) : Optional.empty());
    }

    private static Machine calling() {
        return calling("alarm", "fail", trigger -> trigger.setStartedBy("bob"));
    }

    @Test
    void aFailureIsTold() {
        var machine = calling();
        machine.fail("call", "503");

        Start run = machine.children().getFirst();
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(run.identity().workflowId()).isEqualTo("alarm");
        assertThat(run.identity().workflowVersion()).isEqualTo(4);
        assertThat(run.identity().ownerId()).isEqualTo("alice");
        assertThat(run.inside()).isTrue();
        assertThat(ExecutionId.partitionOf(run.identity().executionId()))
                .isEqualTo(
                        ExecutionId.partitionOf(machine.finished().getContext().getExecutionId()));
        assertThat(run.trigger().getKind()).isEqualTo(TriggerKind.FAILURE);
        assertThat(run.trigger().getNodeId()).isEqualTo("go");
        assertThat(run.trigger().getStartedBy()).contains("bob");
        assertThat(run.trigger().getLabels()).containsEntry("to", "ops");
        assertThat(run.trigger().getParent()).isEmpty();
        JsonNode data = data(run);
        assertThat(data.path("kind").stringValue()).isEqualTo("failure");
        JsonNode body = data.path("body");
        assertThat(body.path("executionId").stringValue())
                .isEqualTo(machine.finished().getContext().getExecutionId().toString());
        assertThat(body.path("workflowId").stringValue()).isEqualTo("orders");
        assertThat(body.path("workflowVersion").intValue()).isEqualTo(1);
        assertThat(body.path("status").stringValue()).isEqualTo("failed");
        assertThat(body.path("error").path("type").stringValue()).isEqualTo("http-status");
        assertThat(body.path("error").path("nodeId").stringValue()).isEqualTo("call");
        assertThat(body.path("failedNodes").path(0).stringValue()).isEqualTo("call");
        assertThat(lastLine(machine).getMessage())
                .contains("alarm", run.identity().executionId().toString());
    }

    @Test
    void aTimeOutIsAFailureToo() {
        var machine = calling();
        machine.pass(Duration.ofMinutes(2));

        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.TIMED_OUT);
        assertThat(data(machine.children().getFirst())
                        .path("body")
                        .path("status")
                        .stringValue())
                .isEqualTo("timed_out");
    }

    @Test
    void whateverIsNoFailureIsNotTold() {
        var cancelled = calling();
        cancelled.cancel();
        assertThat(cancelled.children()).isEmpty();

        var carriedOn = calling("alarm", "continue", trigger -> trigger);
        carriedOn.fail("call", "503");
        assertThat(carriedOn.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.PARTIAL);
        assertThat(carriedOn.children()).isEmpty();

        var succeeded = calling();
        succeeded.succeed("call", "1");
        assertThat(succeeded.children()).isEmpty();
    }

    @Test
    void aFailureRunsOwnFailureIsNotTold() {
        var machine = calling("alarm", "fail", trigger -> trigger.setAfterFailure(true));
        machine.fail("call", "503");

        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(machine.children()).isEmpty();
    }

    @Test
    void aWorkflowThatIsNotThereHidesNothing() {
        var machine = calling("nobody", "fail", trigger -> trigger);
        machine.fail("call", "503");

        assertThat(machine.finished().getError().orElseThrow().getType()).isEqualTo("http-status");
        assertThat(machine.children()).isEmpty();
        assertThat(lastLine(machine).getLevel()).isEqualTo(LogLevel.ERROR);
        assertThat(lastLine(machine).getMessage()).contains("no active workflow 'nobody'");
        assertThat(lastLine(machine).getNodeId()).isEmpty();
    }

    private static LogLine lastLine(Machine machine) {
        List<LogsEmitted> logs = machine.events(LogsEmitted.class);
        return logs.getLast().getLines().getLast();
    }

    private static JsonNode data(Start run) {
        String json = new String(Payload.bytes(run.trigger().getData()), StandardCharsets.UTF_8);
        return JsonMapper.shared().readTree(json);
    }
}
