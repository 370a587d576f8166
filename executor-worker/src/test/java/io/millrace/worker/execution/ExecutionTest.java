package io.millrace.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.expression.Json;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutionTest {
    private static final String ORDERS = """
            {"name": "Orders", "nodes": [
              {"id": "hook", "type": "webhook", "parameters": {"path": "orders"}},
              {"id": "total", "type": "set", "parameters":
                {"values": {"total": "{{ $sum(trigger.body.items.(price * quantity)) }}"}}},
              {"id": "big", "type": "if", "parameters": {"condition": "{{ nodes.total.total > 100 }}"}},
              {"id": "gold", "type": "set", "parameters": {"values": {"tier": "gold", "of": "{{ input.total }}"}}},
              {"id": "plain", "type": "set", "parameters": {"values": {"tier": "plain"}}}],
             "connections": [
              {"from": "hook", "to": "total"}, {"from": "total", "to": "big"},
              {"from": "big", "output": "true", "to": "gold"}, {"from": "big", "output": "false", "to": "plain"}]}
            """;

    /** A webhook and two http nodes at once, brought together; what happens on errors is filled in. */
    private static String fork(String onError, String mode) {
        return """
                {"name": "Fork", "nodes": [
                  {"id": "hook", "type": "webhook", "parameters": {"path": "fork"}},
                  {"id": "left", "type": "http", "parameters": {"url": "http://localhost/l"}, "onError": "%s"},
                  {"id": "right", "type": "http", "parameters": {"url": "http://localhost/r"}},
                  {"id": "both", "type": "merge", "parameters": {"mode": "%s"}},
                  {"id": "end", "type": "set", "parameters": {"values": {"got": "{{ $keys(input) }}"}}}],
                 "connections": [
                  {"from": "hook", "to": "left"}, {"from": "hook", "to": "right"},
                  {"from": "left", "to": "both"}, {"from": "right", "to": "both"}, {"from": "both", "to": "end"}]}
                """.formatted(onError, mode);
    }

    @Test
    void quickNodesAreDecidedAtOnce() {
        var machine = Machine.triggered(
                Installed.plan(ORDERS),
                "{\"items\": [{\"price\": 40, \"quantity\": 2}, {\"price\": 30, \"quantity\": 1}]}");

        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(machine.output()).isEqualTo("{\"tier\":\"gold\",\"of\":110}");
        assertThat(machine.finished().getPath()).containsExactly("hook", "total", "big", "gold");
        assertThat(machine.finished().getSkipped()).containsExactly("plain");
        assertThat(machine.finished().getNodesExecuted()).isEqualTo(4);
        assertThat(machine.sequences()).isEqualTo(List.of(1, 2, 3, 4, 5, 6));
    }

    @Test
    void theTriggerNodesOutputIsSaidToBeTheBody() {
        var machine = Machine.triggered(Installed.plan(ORDERS), "{\"items\":  []}");

        assertThat(machine.completed("hook").getOutputIsTriggerBody()).isTrue();
        assertThat(machine.completed("hook").getOutput()).map(Json::encoded).hasToString("Optional[{\"items\":  []}]");
        assertThat(machine.completed("total").getOutputIsTriggerBody()).isFalse();
    }

    @Test
    void slowNodesRunAtTheSameTime() {
        var machine = Machine.triggered(Installed.plan(fork("fail", "all")), "{}");

        assertThat(machine.runningIds()).containsExactly("left", "right");
        machine.succeed("right", "{\"n\": 2}");
        machine.succeed("left", "{\"n\": 1}");

        assertThat(machine.output()).isEqualTo("{\"got\":[\"left\",\"right\"]}");
    }

    @Test
    void aFailureEndsTheExecutionAndInterruptsTheRest() {
        var machine = Machine.triggered(Installed.plan(fork("fail", "all")), "{}");

        machine.fail("left", "500");

        assertThat(machine.running()).isEmpty();
        assertThat(machine.completed("right").getNodeStatus()).isEqualTo(NodeStatus.CANCELLED);
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(machine.finished().getFailedNodes()).containsExactly("left");
        assertThat(machine.finished().getSkipped()).containsExactly("both", "end");
        assertThat(machine.finished().getError().orElseThrow().getMessage()).isEqualTo("500");
        assertThat(machine.finished().getOutput()).isEmpty();
    }

    @Test
    void goingOnAfterAFailureIsPartial() {
        var machine = Machine.triggered(Installed.plan(fork("continue", "all")), "{}");

        machine.fail("left", "500");
        machine.succeed("right", "2");

        assertThat(machine.completed("left").getOutputName()).contains("main");
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.PARTIAL);
        assertThat(machine.finished().getFailedNodes()).containsExactly("left");
        assertThat(machine.output()).isEqualTo("{\"got\":[\"left\",\"right\"]}");
    }

    @Test
    void aHandledFailureLeavesByTheErrorOutput() {
        var machine = Machine.triggered(Installed.plan(fork("output", "any")), "{}");

        machine.fail("left", "500");
        machine.succeed("right", "{\"n\": 2}");

        assertThat(machine.completed("left").getOutputName()).contains("error");
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    @Test
    void mergeOfAllIsSkippedUnlessAllArrive() {
        var machine = Machine.triggered(Installed.plan(fork("output", "all")), "{}");

        machine.fail("left", "500");
        machine.succeed("right", "2");

        assertThat(machine.finished().getSkipped()).containsExactly("both", "end");
    }

    @Test
    void mergeOfAnyTakesTheFirst() {
        var machine = Machine.triggered(Installed.plan(fork("fail", "any")), "{}");

        machine.succeed("right", "2");
        machine.succeed("left", "1");

        assertThat(machine.output()).isEqualTo("{\"got\":\"right\"}");
    }

    @Test
    void mergeOfTheFirstSuccessfulPassesFailuresOver() {
        var machine = Machine.triggered(Installed.plan(fork("continue", "firstSuccessful")), "{}");

        machine.fail("left", "500");
        assertThat(machine.execution().progress().nodes()).doesNotContainKey(NodeKey.topLevel("both"));
        machine.succeed("right", "2");

        assertThat(machine.completed("both").getNodeStatus()).isEqualTo(NodeStatus.SUCCESS);
    }

    @Test
    void anExpressionErrorNamesNodeParameterAndPosition() {
        var machine = Machine.triggered(Installed.plan(ORDERS), "{\"items\": [{\"price\": \"x\", \"quantity\": 2}]}");

        var error = machine.finished().getError().orElseThrow();
        assertThat(error.getType()).isEqualTo("expression");
        assertThat(error.getNodeId()).contains("total");
        assertThat(error.getParameter()).contains("/values/total");
        assertThat(error.getPosition()).isPresent();
    }

    @Test
    void aCrashRepeatsOnlyWhatWasUnderWay() {
        var machine = Machine.triggered(Installed.plan(fork("fail", "all")), "{}");
        machine.succeed("left", "1");

        machine.crash();

        assertThat(machine.runningIds()).containsExactly("right");
        assertThat(machine.running().getFirst().call().idempotencyKey())
                .isEqualTo(machine.execution().identity().executionId() + "/right");
        machine.succeed("right", "2");
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    @Test
    void anEventThatCannotFollowIsRefused() {
        var machine = Machine.triggered(Installed.plan(fork("fail", "all")), "{}");
        Execution execution = machine.execution();

        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(() -> execution.apply(machine.log().getFirst()))
                .withMessageContaining("ExecutionStarted after number 4: number 1 cannot follow");
    }
}
