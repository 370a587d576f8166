package io.millrace.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.workflow.Connection;
import io.millrace.worker.node.NodeOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Random graphs, outcomes, crashes and repeated outcomes: whatever happens, the rules hold. */
class RandomExecutionsTest {
    private static final int CASES = Integer.getInteger("millrace.random.executions", 2_500);
    private static final int MAX_STEPS = 10_000;

    @Test
    void theRulesHold() {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        for (int i = 0; i < CASES; i++) {
            long caseSeed = seed + i;
            try {
                run(new SplittableRandom(caseSeed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("run again with -Dmillrace.seed=" + caseSeed, e);
            }
        }
    }

    private static void run(SplittableRandom random) {
        Plan plan = Installed.uncheckedPlan(RandomDefinitions.next(random));
        Plan other = Installed.uncheckedPlan(RandomDefinitions.OTHER);
        String body = "{\"n\": " + random.nextInt(10) + "}";
        Machine machine = Machine.triggered(
                plan, Machine.trigger(plan, body).build(), (owner, id) -> Optional.of(new Workflows.Live(1, other)));
        List<NodeRun> ended = new ArrayList<>();
        boolean kept = false;
        int steps = 0;
        while (!machine.execution().isFinished()) {
            assertThat(++steps).as("steps").isLessThan(MAX_STEPS);
            switch (random.nextInt(40)) {
                case 0, 1, 2 -> machine.crash();
                case 3 -> {
                    machine.checkpoint();
                    kept = true;
                }
                case 4, 5 -> {
                    if (kept) {
                        machine.crashBehindCheckpoint();
                    }
                }
                case 6 -> {
                    if (!ended.isEmpty()) {
                        NodeRun again = ended.get(random.nextInt(ended.size()));
                        machine.repeat(again, outcome(again, random));
                    }
                }
                case 7 -> machine.callBack(RandomDefinitions.wait(random), "1");
                case 8 -> {
                    if (random.nextInt(10) == 0) {
                        machine.cancel();
                    }
                }
                default -> goOn(machine, ended, random);
            }
        }
        check(machine, plan);
    }

    /** Whatever there is to happen happens, one thing at a time. */
    private static void goOn(Machine machine, List<NodeRun> ended, SplittableRandom random) {
        List<NodeRun> running = machine.running();
        List<Start> children = machine.children();
        int dice = random.nextInt(running.size() + children.size() + 1);
        if (dice < running.size()) {
            NodeRun run = running.get(dice);
            ended.add(run);
            machine.forget(run);
            machine.repeat(run, outcome(run, random));
        } else if (dice < running.size() + children.size()) {
            machine.endChild(children.get(dice - running.size()), outcome(random));
        } else if (machine.execution().nextDue().isPresent()) {
            machine.passUntilDue();
        }
    }

    private static void check(Machine machine, Plan plan) {
        assertThat(machine.execution().isFinished()).as("it ends").isTrue();
        assertThat(machine.sequences())
                .as("numbers without a gap")
                .isEqualTo(
                        IntStream.rangeClosed(1, machine.log().size()).boxed().toList());
        Set<NodeKey> completed = new HashSet<>();
        for (SpecificRecord event : machine.log()) {
            switch (event) {
                case NodeStarted node ->
                    assertThat(completed)
                            .as("what has completed never runs again")
                            .doesNotContain(new NodeKey(node.getNodeId(), node.getIteration()));
                case NodeCompleted node -> {
                    assertThat(completed.add(new NodeKey(node.getNodeId(), node.getIteration())))
                            .as("%s completes once", node.getNodeId())
                            .isTrue();
                    assertDelivered(node, completed, machine, plan);
                }
                default -> {}
            }
        }
        long topLevel =
                completed.stream().filter(key -> key.iteration().isEmpty()).count();
        var reachable = new HashSet<>(machine.execution().reachable());
        var accounted = new HashSet<>(machine.finished().getPath());
        accounted.addAll(machine.finished().getSkipped());
        assertThat(accounted).as("run or skipped").isEqualTo(reachable);
        assertThat(machine.finished().getPath()).doesNotHaveDuplicates().hasSize((int) topLevel);
        assertThat(machine.finished().getNodesExecuted()).isEqualTo(completed.size());
    }

    /** A node ran because something was delivered to it, and what is on a branch that was not taken did not run. */
    private static void assertDelivered(NodeCompleted node, Set<NodeKey> before, Machine machine, Plan plan) {
        List<Connection> incoming = plan.workflow().incoming(node.getNodeId());
        if (!incoming.isEmpty()) {
            var key = new NodeKey(node.getNodeId(), node.getIteration());
            String iteration = Part.whole(key, plan).iteration();
            assertThat(incoming).as("deliveries to %s", node.getNodeId()).anySatisfy(connection -> {
                var from = new NodeKey(connection.from(), iteration);
                assertThat(before).contains(from);
                assertThat(machine.completed(from).getOutputName()).contains(connection.output());
            });
        }
        assertThat(machine.execution().progress().nodes().get(new NodeKey(node.getNodeId(), node.getIteration())))
                .as("a run that completed was not skipped; of an iteration that is over nothing is left")
                .satisfiesAnyOf(
                        state -> assertThat(state).isInstanceOf(NodeState.Ended.class),
                        state -> assertThat(node.getIteration()).isNotEmpty());
    }

    private static NodeOutcome outcome(NodeRun run, SplittableRandom random) {
        if (run.type().converses(run.call().node()) && run.call().rounds().size() < 5 && random.nextInt(3) > 0) {
            var asked = new ArrayList<NodeOutcome.Asked>();
            for (int i = random.nextInt(4); i > 0; i--) {
                asked.add(
                        random.nextInt(4) == 0
                                ? NodeOutcome.failed("tool-unknown", "x", false)
                                : new NodeOutcome.Calls("other", Json.of(i), true));
            }
            return new NodeOutcome.Asks(Json.of(random.nextInt(100)), asked);
        }
        return outcome(random);
    }

    private static NodeOutcome outcome(SplittableRandom random) {
        return random.nextInt(4) == 0
                ? new NodeOutcome.Failed(Failure.newBuilder(Failures.of("http-status", "500"))
                        .setRetryable(random.nextBoolean())
                        .build())
                : new NodeOutcome.Completed("main", Json.of(random.nextInt(100)));
    }
}
