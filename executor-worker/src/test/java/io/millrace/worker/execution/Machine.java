package io.millrace.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.worker.expression.Json;
import io.millrace.worker.node.NodeOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;

/**
 * Runs one execution on the pure core as the loop does, without a loop: keeps the log, hands outcomes in when the test
 * says so, and can lose everything but the log.
 */
final class Machine {
    private final Start start;
    private final List<SpecificRecord> log = new ArrayList<>();
    private final Map<NodeKey, NodeRun> running = new LinkedHashMap<>();
    private Execution execution;
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    private Machine(Plan plan, String body) {
        var id = ExecutionId.create(now, 0, new SplittableRandom(1));
        var trigger = Trigger.newBuilder()
                .setKind(TriggerKind.WEBHOOK)
                .setNodeId(plan.workflow().triggers().getFirst().id())
                .setData(Payload.of(("{\"kind\":\"webhook\",\"body\":" + body + "}").getBytes(StandardCharsets.UTF_8)))
                .build();
        this.start = Start.of(new Identity(id, "orders", 1, "alice", now, false), plan, trigger);
        this.execution = Execution.accepted(start);
    }

    /** A webhook with this body came in for the workflow. */
    static Machine triggered(Plan plan, String body) {
        var machine = new Machine(plan, body);
        machine.give(new Input.Accepted());
        return machine;
    }

    void succeed(String nodeId, String output) {
        end(nodeId, new NodeOutcome.Completed("main", Json.parse(output.getBytes(StandardCharsets.UTF_8))));
    }

    void fail(String nodeId, String message) {
        end(nodeId, new NodeOutcome.Failed(Failures.of("http-status", message, NodeKey.topLevel(nodeId))));
    }

    private void end(String nodeId, NodeOutcome outcome) {
        NodeRun run = running.remove(NodeKey.topLevel(nodeId));
        if (run == null) {
            throw new AssertionError(nodeId + " does not run, only " + runningIds());
        }
        repeat(run, outcome);
    }

    /** Hands in an outcome whether or not its node runs: outcomes can come twice. */
    void repeat(NodeRun run, NodeOutcome outcome) {
        give(new Input.NodeEnded(run.key(), run.call().attempt(), outcome, LogBuffer.Lines.NONE, now));
    }

    /** The run has come to its end as far as whoever ran it knows. */
    void forget(NodeRun run) {
        running.remove(run.key(), run);
    }

    /** The worker dies, and another one goes on from the log alone. */
    void crash() {
        Execution recovered = Execution.accepted(start);
        for (SpecificRecord event : log) {
            recovered = recovered.apply(reread(event));
        }
        assertThat(recovered).as("what the log tells").isEqualTo(execution);
        running.clear();
        execution = recovered;
        for (NodeKey key : recovered.progress().running()) {
            give(new Input.Restart(key));
        }
        give(new Input.Resumed());
    }

    private void give(Input input) {
        now = now.plusMillis(1);
        Decision decision = Decider.decide(execution, input, Evaluations.DIRECT, now);
        for (SpecificRecord event : decision.events()) {
            execution = execution.apply(event);
            log.add(event);
        }
        assertThat(decision.after()).as("what deciding expected").isEqualTo(execution);
        decision.interrupts().forEach(running::remove);
        decision.runs().forEach(run -> running.put(run.key(), run));
    }

    List<NodeRun> running() {
        return List.copyOf(running.values());
    }

    List<String> runningIds() {
        return running.keySet().stream().map(NodeKey::nodeId).toList();
    }

    Execution execution() {
        return execution;
    }

    List<SpecificRecord> log() {
        return log;
    }

    List<Integer> sequences() {
        return log.stream()
                .map(event -> EventRecords.context(event).getSequence())
                .toList();
    }

    NodeCompleted completed(String nodeId) {
        return log.stream()
                .filter(NodeCompleted.class::isInstance)
                .map(NodeCompleted.class::cast)
                .filter(event -> event.getNodeId().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new AssertionError(nodeId + " did not complete: " + log));
    }

    ExecutionFinished finished() {
        assertThat(log).last().isInstanceOf(ExecutionFinished.class);
        return (ExecutionFinished) log.getLast();
    }

    String output() {
        return finished()
                .getOutput()
                .map(output -> new String(Payload.bytes(output), StandardCharsets.UTF_8))
                .orElse("none");
    }

    private static SpecificRecord reread(SpecificRecord event) {
        try {
            return EventCodec.decode(EventCodec.encode(event));
        } catch (UndecodableEventException e) {
            throw new AssertionError(e);
        }
    }
}
