package io.millrace.acceptance.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The checker finds nothing wrong with a sound run, and everything that is made wrong. */
class CheckerTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final UUID ID = UUID.fromString("0199a4b0-0000-7001-8000-000000000001");
    private static final Instant TIME = Instant.parse("2026-11-21T12:00:00Z");

    private Journal journal = new Journal();
    private final List<SpecificRecord> records = new ArrayList<>(List.of(
            new TriggerReceived(context(0, ExecutionStatus.QUEUED), trigger()),
            new ExecutionStarted(context(1, ExecutionStatus.RUNNING), null),
            completed(2, "a"),
            finished(3, ExecutionStatus.SUCCESS)));
    private String row = """
            {"status": "success", "nodes": [{"nodeId": "a", "status": "success", "output": {"n": 1}},
                                            {"nodeId": "b", "status": "skipped", "output": null}]}""";
    private final List<String> told = new ArrayList<>(List.of(
            "{\"type\": \"execution.queued\", \"sequence\": 0}",
            "{\"type\": \"execution.started\", \"sequence\": 1}",
            "{\"type\": \"node.completed\", \"sequence\": 2}",
            "{\"type\": \"execution.finished\", \"sequence\": 3}"));

    CheckerTest() {
        accept(ID);
    }

    @Test
    void aSoundRunHasNoViolations() {
        assertThat(violations()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void aMutantIsCaught(String violation, Mutation mutation) {
        mutation.applyTo(this);

        assertThat(violations()).anyMatch(text -> text.contains(violation));
    }

    static Stream<Arguments> mutants() {
        return Stream.of(
                mutant("is not in the log", run -> run.accept(UUID.randomUUID())),
                mutant("acceptances name", run -> run.accept(ID)),
                mutant("nobody asked for", run -> run.journal = new Journal()),
                mutant("records numbered", run -> run.records.remove(2)),
                mutant("does not begin with its trigger", run -> run.records.removeFirst()),
                mutant("ended 0 times", run -> run.records.removeLast()),
                mutant("ended 2 times", run -> run.records.add(finished(4, ExecutionStatus.SUCCESS))),
                mutant("goes on after its end", run -> run.records.add(completed(4, "late"))),
                mutant("completed 2 times", run -> run.records.add(3, completed(3, "a"))),
                mutant("is recorded as", run -> run.row = run.row.replaceFirst("success", "failed")),
                mutant("recorded for a", run -> run.row = run.row.replace("{\"n\": 1}", "{\"n\": 2}")),
                mutant("recorded for a", run -> run.row = run.row.replace("\"nodeId\": \"a\"", "\"nodeId\": \"z\"")),
                mutant("to have skipped", run -> run.row = run.row.replace("skipped", "success")),
                mutant("is not in the history", run -> run.row = ""),
                mutant("was told as", run -> run.told.remove(2)),
                mutant("was told as", run -> run.told.add(run.told.getLast())),
                mutant("was told as", run -> run.told.add(1, run.told.remove(2))));
    }

    interface Mutation {
        void applyTo(CheckerTest run);
    }

    private static Arguments mutant(String violation, Mutation mutation) {
        return Arguments.of(violation, mutation);
    }

    private List<String> violations() {
        Map<String, JsonNode> rows = row.isEmpty() ? Map.of() : Map.of(ID.toString(), JSON.readTree(row));
        List<JsonNode> messages = told.stream().map(JSON::readTree).toList();
        return Checker.violations(new Evidence(
                journal, Map.of(ID.toString(), records), rows, Optional.of(Map.of(ID.toString(), messages))));
    }

    private void accept(UUID id) {
        journal.add(new Journal.Entry("w", 202, Optional.of(id.toString())));
    }

    private static EventContext context(int sequence, ExecutionStatus status) {
        return new EventContext(ID, "w", 1, "alice", TIME, TIME, sequence, status, false);
    }

    private static Trigger trigger() {
        return Trigger.newBuilder()
                .setKind(TriggerKind.WEBHOOK)
                .setNodeId("a")
                .setData(json("{}"))
                .build();
    }

    private static NodeCompleted completed(int sequence, String nodeId) {
        return NodeCompleted.newBuilder()
                .setContext(context(sequence, ExecutionStatus.RUNNING))
                .setNodeId(nodeId)
                .setNodeName(nodeId)
                .setNodeType("set")
                .setNodeStatus(NodeStatus.SUCCESS)
                .setStartedAt(TIME)
                .setAttemptStartedAt(TIME)
                .setFinishedAt(TIME)
                .setOutput(json("{\"n\":1}"))
                .build();
    }

    private static ExecutionFinished finished(int sequence, ExecutionStatus status) {
        return ExecutionFinished.newBuilder()
                .setContext(context(sequence, status))
                .setSkipped(List.of("b"))
                .setNodesExecuted(1)
                .build();
    }

    private static ByteBuffer json(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
