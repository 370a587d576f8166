package io.millrace.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.worker.node.NodeOutcome;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What sub-workflows and loops come to. */
class FamiliesAndLoopsTest {

    private static final String CALL =
            "{\"id\": \"it\", \"type\": \"subWorkflow\", \"parameters\": {\"workflowId\": \"other\"}}";

    /** A webhook, the node and one that shows what it came to, where there is another workflow to start. */
    static Machine calling(String node) {
        Plan plan = Installed.plan(ConstructsTest.one(node));
        Plan other = Installed.plan("""
                {"name": "Other", "nodes": [{"id": "go", "type": "manual"}]}
                """);
        return Machine.triggered(
                plan,
                Machine.trigger(plan, "{}").build(),
                (owner, id) -> id.equals("other") ? Optional.of(new Workflows.Live(4, other)) : Optional.empty());
    }

    @Test
    void aSubWorkflowIsWaitedFor() {
        var machine = calling(CALL);
        Start child = machine.children().getFirst();

        machine.crash();
        machine.endChild(child, NodeOutcome.completed(Machine.json("3")));

        assertThat(child.identity().workflowVersion()).isEqualTo(4);
        assertThat(machine.waiting("it").getChildExecutionId())
                .contains(child.identity().executionId());
        assertThat(machine.output()).isEqualTo("{\"got\":3}");
    }

    @Test
    void cancellingTravelsDown() {
        var machine = calling(CALL);
        UUID child = machine.children().getFirst().identity().executionId();

        machine.cancel();

        assertThat(machine.cancelled()).containsExactly(child);
    }

    @Test
    void aWorkflowThatIsNotThereFailsTheNode() {
        var machine = calling(CALL.replace("\"other\"", "\"none\""));

        assertThat(machine.finished().getError().orElseThrow().getType()).isEqualTo("sub-workflow-unknown");
    }

    private static Machine loop(String items, String extra, String body) {
        return Machine.triggered(Installed.plan(ConstructsTest.one("""
                        {"id": "it", "type": "forEach", "parameters": {"items": "{{ input }}"%s, "body": %s}}
                        """.formatted(extra, body))), items);
    }

    private static final String CALLS = """
            {"nodes": [{"id": "call", "type": "http", "parameters": {"url": "http://localhost/{{ item }}"}},
              {"id": "made", "type": "set", "parameters": {"values": {"i": "{{ index }}", "of": "{{ nodes.call }}"}}}],
             "connections": [{"from": "call", "to": "made"}]}
            """;

    @Test
    void aLoopGivesTheResultsInOrder() {
        var machine = loop("[\"a\", \"b\", \"c\"]", ", \"concurrency\": 2", CALLS);

        assertThat(machine.runningIds()).containsExactly("call[0]", "call[1]");
        finish(machine, "call[1]", "11");
        assertThat(machine.runningIds()).containsExactly("call[0]", "call[2]");
        machine.crash();
        finish(machine, "call[2]", "12");
        finish(machine, "call[0]", "10");

        assertThat(machine.output())
                .isEqualTo("{\"got\":[{\"i\":0,\"of\":10},{\"i\":1,\"of\":11},{\"i\":2,\"of\":12}]}");
        assertThat(machine.finished().getPath()).containsExactly("hook", "it", "end");
        assertThat(machine.finished().getNodesExecuted()).isEqualTo(9);
    }

    @Test
    void aFailedItemEndsTheLoopAndInterruptsTheOthers() {
        var machine = loop("[1, 2, 3]", "", CALLS);

        fail(machine, "call[1]");

        assertThat(machine.running()).isEmpty();
        assertThat(machine.completed("it").getNodeStatus()).isEqualTo(NodeStatus.FAILED);
        assertThat(machine.finished().getFailedNodes()).containsExactly("it");
        assertThat(machine.finished().getError().orElseThrow().getNodeId()).contains("call");
        assertThat(machine.events(NodeCompleted.class).stream()
                        .filter(event -> event.getNodeStatus() == NodeStatus.CANCELLED))
                .hasSize(2);
    }

    @Test
    void failedItemsCanBeCollected() {
        var machine = loop("[1, 2]", ", \"onItemError\": \"collect\"", CALLS);

        fail(machine, "call[0]");
        finish(machine, "call[1]", "11");

        assertThat(machine.output()).contains("{\"error\":{").contains("{\"i\":1,\"of\":11}");
        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.PARTIAL);
    }

    @Test
    void loopsNest() {
        var machine = loop("[[1, 2], [3]]", "", """
                {"nodes": [{"id": "inner", "type": "forEach", "parameters": {"items": "{{ item }}", "body":
                  {"nodes": [{"id": "ten", "type": "set", "parameters": {"values": {"n": "{{ item * 10 }}"}}}]}}}]}
                """);

        assertThat(machine.output()).isEqualTo("{\"got\":[[{\"n\":10},{\"n\":20}],[{\"n\":30}]]}");
    }

    @Test
    void noItemsAreAnEmptyList() {
        assertThat(loop("[]", "", CALLS).output()).isEqualTo("{\"got\":[]}");
    }

    @Test
    void tenThousandItemsKeepOnlyTheirResults() {
        var items = "[" + "1,".repeat(9_999) + "1]";
        var machine = loop(
                items,
                "",
                "{\"nodes\": [{\"id\": \"made\", \"type\": \"set\", \"parameters\": {\"values\": {\"a\": 1}}}]}");

        assertThat(machine.finished().getContext().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(machine.execution().progress().nodes()).hasSize(3);
        assertThat(machine.finished().getNodesExecuted()).isEqualTo(10_003);
    }

    @Test
    void aWaitForACallbackInALoopIsOneForEachItem() {
        var machine = loop(
                "[1, 2]",
                "",
                "{\"nodes\": [{\"id\": \"ask\", \"type\": \"wait\", \"parameters\": {\"callback\": {}}}]}");

        machine.callBack(new NodeKey("ask", "1"), "\"two\"");
        machine.callBack(new NodeKey("ask", "0"), "\"one\"");

        assertThat(machine.events(NodeWaiting.class)).hasSize(2);
        assertThat(machine.output()).isEqualTo("{\"got\":[\"one\",\"two\"]}");
    }

    private static void finish(Machine machine, String run, String output) {
        take(machine, run, NodeOutcome.completed(Machine.json(output)));
    }

    private static void fail(Machine machine, String run) {
        take(machine, run, new NodeOutcome.Failed(Failures.of("http-status", "404")));
    }

    private static void take(Machine machine, String run, NodeOutcome outcome) {
        NodeRun found = machine.running().stream()
                .filter(candidate -> candidate.key().toString().equals(run))
                .findFirst()
                .orElseThrow(() -> new AssertionError(run + " does not run, only " + machine.runningIds()));
        machine.forget(found);
        machine.repeat(found, outcome);
    }
}
