package io.millrace.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.expression.Json;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.Round;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes come to that go on in rounds. */
class ConversationsTest {
    private static final NodeOutcome.Calls OTHER = new NodeOutcome.Calls("other", Machine.json("{\"n\":1}"), true);

    private static Machine talking(String extra) {
        return FamiliesAndLoopsTest.calling("""
                {"id": "it", "type": "llm", "parameters": {"credential": "c", "model": "m", "prompt": "{{ input }}",
                  "tools": [{"name": "other", "workflowId": "other"}]}%s}
                """.formatted(extra));
    }

    private static NodeOutcome asks(String said, NodeOutcome.Asked... asked) {
        return new NodeOutcome.Asks(Machine.json(said), List.of(asked));
    }

    @Test
    void whatARoundAsksForIsStartedAndTheNextOneKnowsWhatCameOfIt() {
        var machine = talking("");

        assertThat(machine.runningIds()).containsExactly("it[0]");
        end(machine, asks("\"a\"", OTHER, OTHER));
        assertThat(machine.running()).isEmpty();
        assertThat(machine.execution().status()).isEqualTo(ExecutionStatus.WAITING);
        Start first = machine.children().getFirst();
        machine.endChild(machine.children().getLast(), NodeOutcome.completed(Machine.json("2")));
        machine.endChild(first, NodeOutcome.completed(Machine.json("1")));
        assertThat(machine.running().getFirst().call().rounds())
                .containsExactly(new Round(Machine.json("\"a\""), List.of(Machine.json("1"), Machine.json("2"))));
        end(machine, asks("\"b\"", OTHER));
        machine.endChild(machine.children().getFirst(), NodeOutcome.completed(Machine.json("3")));
        end(machine, NodeOutcome.completed(Machine.json("\"done\"")));

        assertThat(new String(Payload.bytes(first.trigger().getData()), StandardCharsets.UTF_8))
                .contains("\"body\":{\"n\":1}");
        assertThat(first.trigger().getParent().orElseThrow().getIteration()).isEqualTo("0.0");
        assertThat(machine.output()).isEqualTo("{\"got\":\"done\"}");
        assertThat(completed(machine))
                .containsExactly("hook", "it[0]", "it[0.1]", "it[0.0]", "it[1]", "it[1.0]", "it[2]", "it", "end");
        assertThat(output(machine, "0")).isEqualTo("\"a\"");
        assertThat(machine.finished().getPath()).containsExactly("hook", "it", "end");
        assertThat(machine.finished().getNodesExecuted()).isEqualTo(9);
        assertThat(machine.execution().progress().nodes()).hasSize(3);
        assertThat(machine.execution().progress().tally().outputBytes())
                .as("nothing of the conversation is counted any more")
                .isEqualTo("{}\"done\"{\"got\":\"done\"}".length());
    }

    @Test
    void aRoundThatIsOnRecordIsNotHeldAgain() {
        var machine = talking("");
        end(machine, asks("\"a\"", OTHER));

        machine.crash();
        assertThat(machine.running()).isEmpty();
        machine.checkpoint();
        machine.endChild(machine.children().getFirst(), NodeOutcome.completed(Machine.json("1")));
        machine.crashBehindCheckpoint();

        assertThat(machine.runningIds()).containsExactly("it[1]");
        assertThat(machine.running().getFirst().call().idempotencyKey()).endsWith("/it/1");
        assertThat(machine.running().getFirst().call().rounds()).hasSize(1);
        assertThat(machine.events(NodeStarted.class).stream()
                        .map(started -> started.getIteration() + "/" + started.getRestarts()))
                .containsExactly("/0", "0/0", "1/0", "1/1");
        end(machine, NodeOutcome.completed(Machine.json("2")));
        assertThat(machine.output()).isEqualTo("{\"got\":2}");
    }

    @Test
    void whatFailsIsAnAnswerAndNoFailureOfTheNode() {
        var machine = talking("");
        end(
                machine,
                asks(
                        "\"a\"",
                        OTHER,
                        new NodeOutcome.Calls("none", Json.EMPTY_OBJECT, true),
                        NodeOutcome.failed("tool-unknown", "there is no tool 'x'", false)));
        machine.endChild(machine.children().getFirst(), NodeOutcome.failed("sub-workflow", "it failed", true));

        List<Json> answers =
                machine.running().getFirst().call().rounds().getFirst().answers();
        assertThat(answers)
                .extracting(Json::toString)
                .containsExactly(
                        "{\"error\":{\"type\":\"sub-workflow\",\"message\":\"it failed\"}}",
                        "{\"error\":{\"type\":\"sub-workflow-unknown\",\"message\":\"there is no active workflow 'none'\"}}",
                        "{\"error\":{\"type\":\"tool-unknown\",\"message\":\"there is no tool 'x'\"}}");
        end(machine, NodeOutcome.completed(Machine.json("1")));
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(machine.events(NodeAttemptFailed.class)).isEmpty();
    }

    @Test
    void aRoundWithNothingToWaitForIsFollowedAtOnce() {
        var machine = talking("");

        end(machine, asks("\"a\"", NodeOutcome.failed("tool-arguments", "no", false)));

        assertThat(machine.runningIds()).containsExactly("it[1]");
    }

    @Test
    void aRoundIsTriedAgainAndItsFailureIsTheNodes() {
        var machine = talking(", \"retry\": {\"maxAttempts\": 2, \"initialInterval\": \"PT1S\", \"jitter\": 0},"
                + " \"onError\": \"output\"");
        end(machine, asks("\"a\"", OTHER));
        machine.endChild(machine.children().getFirst(), NodeOutcome.completed(Machine.json("1")));

        end(machine, failed());
        machine.passUntilDue();
        assertThat(machine.runningIds()).containsExactly("it[1]");
        assertThat(machine.running().getFirst().call().attempt()).isEqualTo(2);
        end(machine, failed());

        assertThat(machine.completed(new NodeKey("it", "1")).getOutputName()).isEmpty();
        assertThat(machine.completed(new NodeKey("it", "")).getOutputName()).contains("error");
        assertThat(machine.finished().getFailedNodes()).containsExactly("it");
    }

    @Test
    void cancellingTravelsDown() {
        var machine = talking("");
        end(machine, asks("\"a\"", OTHER));
        var child = machine.children().getFirst().identity().executionId();

        machine.cancel();

        assertThat(machine.cancelled()).containsExactly(child);
        assertThat(completed(machine)).endsWith("it[0.0]", "it");
    }

    @Test
    void theTimeOfTheNodeIsThatOfAllItsRounds() {
        var machine = talking(", \"timeout\": \"PT10S\", \"onError\": \"continue\"");
        machine.pass(Duration.ofSeconds(6));
        end(machine, asks("\"a\"", OTHER));
        machine.pass(Duration.ofSeconds(3));
        assertThat(machine.cancelled()).isEmpty();

        machine.pass(Duration.ofSeconds(1));

        assertThat(machine.cancelled()).hasSize(1);
        assertThat(machine.completed(new NodeKey("it", "")).getNodeStatus()).isEqualTo(NodeStatus.TIMED_OUT);
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.PARTIAL);
    }

    @Test
    void conversationsInALoopHaveTheirRoundsBehindTheItem() {
        var machine = FamiliesAndLoopsTest.calling("""
                {"id": "it", "type": "forEach", "parameters": {"items": "{{ ['x', 'y'] }}", "body": {"nodes": [
                  {"id": "talk", "type": "llm", "parameters": {"credential": "c", "model": "m", "prompt": "{{ item }}",
                    "tools": [{"name": "other", "workflowId": "other"}]}},
                  {"id": "made", "type": "set", "parameters": {"values": {"i": "{{ index }}", "of": "{{ input }}"}}}],
                 "connections": [{"from": "talk", "to": "made"}]}}}
                """);

        assertThat(machine.runningIds()).containsExactly("talk[0.0]", "talk[1.0]");
        end(machine, asks("\"a\"", OTHER));
        machine.crash();
        machine.endChild(machine.children().getFirst(), NodeOutcome.completed(Machine.json("5")));
        NodeRun next = machine.running().getLast();
        assertThat(next.key()).hasToString("talk[0.1]");
        assertThat(next.call().parameters().text("prompt")).contains("x");
        machine.forget(next);
        machine.repeat(next, NodeOutcome.completed(Machine.json("7")));
        end(machine, NodeOutcome.completed(Machine.json("8")));

        assertThat(machine.events(NodeWaiting.class).getFirst().getIteration()).isEqualTo("0.0.0");
        assertThat(machine.output()).isEqualTo("{\"got\":[{\"i\":0,\"of\":7},{\"i\":1,\"of\":8}]}");
    }

    private static NodeOutcome failed() {
        return new NodeOutcome.Failed(Failure.newBuilder(Failures.of("http-status", "503"))
                .setRetryable(true)
                .build());
    }

    /** The run that has been under way for longest ends. */
    private static void end(Machine machine, NodeOutcome outcome) {
        NodeRun run = machine.running().getFirst();
        machine.forget(run);
        machine.repeat(run, outcome);
    }

    private static List<String> completed(Machine machine) {
        return machine.events(NodeCompleted.class).stream()
                .map(event -> new NodeKey(event.getNodeId(), event.getIteration()).toString())
                .toList();
    }

    private static String output(Machine machine, String iteration) {
        return Json.encoded(machine.completed(new NodeKey("it", iteration))
                        .getOutput()
                        .orElseThrow())
                .toString();
    }
}
