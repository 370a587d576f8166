package io.millrace.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.expression.Json;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.worker.node.NodeOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;

/**
 * Runs one execution on the pure core as the loop does, without a loop: keeps the log and the time, hands in what
 * happens when the test says so, and can lose everything but the log, or everything but a checkpoint and what follows.
 */
final class Machine {
    private final Start start;
    private final List<SpecificRecord> log = new ArrayList<>();
    private final Map<NodeKey, NodeRun> running = new LinkedHashMap<>();
    private final List<Start> children = new ArrayList<>();
    private final List<UUID> cancelled = new ArrayList<>();
    private final RandomGenerator random = new SplittableRandom(1);
    private final Workflows workflows;
    private Execution execution;
    private Optional<ExecutionCheckpointed> checkpoint = Optional.empty();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    private Machine(Start start, Workflows workflows) {
        this.start = start;
        this.workflows = workflows;
        this.execution = Execution.accepted(start);
    }

    /** A webhook with this body came in for the workflow. */
    static Machine triggered(Plan plan, String body) {
        return triggered(plan, trigger(plan, body).build(), Workflows.NONE);
    }

    /** The trigger came in, and other workflows can be started. */
    static Machine triggered(Plan plan, Trigger trigger, Workflows workflows) {
        Instant at = Instant.parse("2026-11-21T10:00:00Z");
        var id = ExecutionId.create(at, 0, new SplittableRandom(1));
        var machine =
                new Machine(Start.of(new Identity(id, "orders", 1, "alice", at, false), plan, trigger), workflows);
        machine.give(new Input.Accepted());
        return machine;
    }

    static Trigger.Builder trigger(Plan plan, String body) {
        return Trigger.newBuilder()
                .setKind(TriggerKind.WEBHOOK)
                .setNodeId(plan.workflow().triggers().getFirst().id())
                .setData(Payload.of(("{\"kind\":\"webhook\",\"body\":" + body + "}").getBytes(StandardCharsets.UTF_8)));
    }

    void succeed(String nodeId, String output) {
        end(nodeId, new NodeOutcome.Completed("main", json(output)));
    }

    void fail(String nodeId, String message) {
        end(nodeId, new NodeOutcome.Failed(Failures.of("http-status", message, NodeKey.topLevel(nodeId))));
    }

    void end(String nodeId, NodeOutcome outcome) {
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

    /** A node that runs logs a line. */
    void logs(String nodeId, int attempt, String message) {
        NodeKey key = NodeKey.topLevel(nodeId);
        give(new Input.NodeLogged(key, attempt, LogBuffer.Lines.of(key, LogLevel.INFO, message, now)));
    }

    /** The run has come to its end as far as whoever ran it knows. */
    void forget(NodeRun run) {
        running.remove(run.key(), run);
    }

    /** Time passes. */
    void pass(Duration time) {
        now = now.plus(time);
        give(new Input.Due());
    }

    /** Time passes until something is due. */
    void passUntilDue() {
        Instant due = execution.nextDue().orElseThrow(() -> new AssertionError("nothing is due"));
        now = due.isAfter(now) ? due : now;
        give(new Input.Due());
    }

    void cancel() {
        give(new Input.Cancel("alice"));
    }

    void callBack(NodeKey wait, String body) {
        give(new Input.Callback(wait, new UUID(0, log.size()), Optional.of(json(body)), Optional.empty()));
    }

    void endChild(Start child, NodeOutcome outcome) {
        children.remove(child);
        var parent = child.trigger().getParent().orElseThrow();
        give(new Input.ChildEnded(
                new NodeKey(parent.getNodeId(), parent.getIteration()),
                child.identity().executionId(),
                outcome));
    }

    /** The worker dies, and another one goes on from the log alone. */
    void crash() {
        goOn(fold(Execution.accepted(start), log));
    }

    /** The state is written down whole. */
    void checkpoint() {
        checkpoint = Optional.of(reread(Checkpoints.of(execution, now)));
    }

    /** The worker dies, and another one goes on from the checkpoint and what came after it. */
    void crashBehindCheckpoint() {
        ExecutionCheckpointed kept = checkpoint.orElseThrow();
        Execution restored = Checkpoints.restore(kept, start.plan());
        goOn(fold(restored, log.subList(restored.sequence(), log.size())));
    }

    private static Execution fold(Execution from, List<SpecificRecord> events) {
        Execution folded = from;
        for (SpecificRecord event : events) {
            folded = folded.apply(reread(event));
            assertThat(EventRecords.context(event).getStatus())
                    .as("the status that %s tells", event)
                    .isEqualTo(folded.status());
        }
        return folded;
    }

    private void goOn(Execution recovered) {
        assertThat(recovered).as("what the log tells").isEqualTo(execution);
        running.clear();
        execution = recovered;
        give(new Input.Due());
        for (NodeKey key : execution.progress().running()) {
            give(new Input.Restart(key));
        }
        give(new Input.Resumed());
    }

    void give(Input input) {
        now = now.plusMillis(1);
        Input next = input;
        boolean more = true;
        while (more) {
            Decision decision =
                    Decider.decide(execution, next, new Surroundings(now, Evaluations.DIRECT, workflows, random));
            for (SpecificRecord event : decision.events()) {
                execution = execution.apply(event);
                log.add(event);
            }
            assertThat(decision.after()).as("what deciding expected").isEqualTo(execution);
            decision.interrupts().forEach(running::remove);
            decision.runs().forEach(run -> running.put(run.key(), run));
            children.addAll(decision.children());
            cancelled.addAll(decision.cancels());
            children.removeIf(
                    child -> decision.cancels().contains(child.identity().executionId()));
            more = decision.more();
            next = new Input.Resumed();
        }
    }

    List<NodeRun> running() {
        return List.copyOf(running.values());
    }

    List<String> runningIds() {
        return running.keySet().stream().map(NodeKey::toString).toList();
    }

    List<Start> children() {
        return List.copyOf(children);
    }

    List<UUID> cancelled() {
        return cancelled;
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

    <T extends SpecificRecord> List<T> events(Class<T> type) {
        return log.stream().filter(type::isInstance).map(type::cast).toList();
    }

    NodeCompleted completed(String nodeId) {
        return events(NodeCompleted.class).stream()
                .filter(event -> event.getNodeId().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new AssertionError(nodeId + " did not complete: " + log));
    }

    NodeCompleted completed(NodeKey key) {
        return events(NodeCompleted.class).stream()
                .filter(event -> key.equals(new NodeKey(event.getNodeId(), event.getIteration())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " did not complete: " + log));
    }

    NodeWaiting waiting(String nodeId) {
        return events(NodeWaiting.class).stream()
                .filter(event -> event.getNodeId().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new AssertionError(nodeId + " did not wait: " + log));
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

    static Json json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static <T extends SpecificRecord> T reread(T event) {
        try {
            return (T) EventCodec.decode(EventCodec.encode(event));
        } catch (UndecodableEventException e) {
            throw new AssertionError(e);
        }
    }
}
