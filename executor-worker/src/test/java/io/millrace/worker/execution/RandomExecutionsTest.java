package io.millrace.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.workflow.Connection;
import io.millrace.worker.execution.NodeState.Skipped;
import io.millrace.worker.expression.Json;
import io.millrace.worker.node.NodeOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Random graphs, outcomes, crashes and repeated outcomes: whatever happens, the rules hold. */
class RandomExecutionsTest {
    private static final int CASES = 10_000;
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
        Plan plan = Installed.uncheckedPlan(definition(random));
        Machine machine = Machine.triggered(plan, "{\"n\": " + random.nextInt(10) + "}");
        List<NodeRun> ended = new ArrayList<>();
        int steps = 0;
        while (!machine.running().isEmpty()) {
            assertThat(++steps).as("steps").isLessThan(MAX_STEPS);
            int dice = random.nextInt(10);
            if (dice == 0) {
                machine.crash();
            } else if (dice == 1 && !ended.isEmpty()) {
                machine.repeat(ended.get(random.nextInt(ended.size())), outcome(random));
            } else {
                List<NodeRun> running = machine.running();
                NodeRun run = running.get(random.nextInt(running.size()));
                ended.add(run);
                machine.repeat(run, outcome(random));
                machine.forget(run);
            }
        }
        check(machine, plan);
    }

    private static void check(Machine machine, Plan plan) {
        assertThat(machine.execution().isFinished()).as("it ends").isTrue();
        assertThat(machine.sequences())
                .as("numbers without a gap")
                .isEqualTo(
                        IntStream.rangeClosed(1, machine.log().size()).boxed().toList());
        Set<String> completed = new HashSet<>();
        for (SpecificRecord event : machine.log()) {
            if (event instanceof NodeCompleted node) {
                assertThat(completed.add(node.getNodeId()))
                        .as("%s completes once", node.getNodeId())
                        .isTrue();
                assertDelivered(node, completed, machine, plan);
            }
        }
        var reachable = new HashSet<>(machine.execution().reachable());
        var accounted = new HashSet<>(machine.finished().getPath());
        accounted.addAll(machine.finished().getSkipped());
        assertThat(accounted).as("run or skipped").isEqualTo(reachable);
        assertThat(machine.finished().getPath()).doesNotHaveDuplicates().hasSize(completed.size());
    }

    /** A node ran because something was delivered to it, and what is on a branch that was not taken did not run. */
    private static void assertDelivered(NodeCompleted node, Set<String> before, Machine machine, Plan plan) {
        List<Connection> incoming = plan.workflow().incoming(node.getNodeId());
        if (!incoming.isEmpty()) {
            assertThat(incoming).as("deliveries to %s", node.getNodeId()).anySatisfy(connection -> {
                assertThat(before).contains(connection.from());
                assertThat(machine.completed(connection.from()).getOutputName()).contains(connection.output());
            });
        }
        assertThat(machine.execution().progress().nodes().get(NodeKey.topLevel(node.getNodeId())))
                .isNotInstanceOf(Skipped.class);
    }

    private static NodeOutcome outcome(SplittableRandom random) {
        return random.nextInt(4) == 0
                ? new NodeOutcome.Failed(Failures.of("http-status", "500"))
                : new NodeOutcome.Completed("main", Json.of(random.nextInt(100)));
    }

    private static String definition(SplittableRandom random) {
        int count = 1 + random.nextInt(12);
        var nodes = new ArrayList<String>();
        var connections = new HashSet<String>();
        var types = new ArrayList<String>();
        nodes.add("{\"id\": \"n0\", \"type\": \"webhook\", \"parameters\": {\"path\": \"p\"}}");
        types.add("webhook");
        for (int i = 1; i <= count; i++) {
            String type =
                    List.of("set", "if", "switch", "merge", "http", "http").get(random.nextInt(6));
            types.add(type);
            nodes.add(node(i, type, random));
            int fan = 1 + random.nextInt(3);
            for (int c = 0; c < fan; c++) {
                int from = random.nextInt(i);
                connections.add("{\"from\": \"n%d\", \"output\": \"%s\", \"to\": \"n%d\"}"
                        .formatted(from, output(types.get(from), random), i));
            }
        }
        return "{\"nodes\": [%s], \"connections\": [%s]}"
                .formatted(String.join(", ", nodes), String.join(", ", connections));
    }

    private static String node(int index, String type, SplittableRandom random) {
        String parameters =
                switch (type) {
                    case "set" -> "{\"values\": {\"a\": \"{{ trigger.body.n }}\", \"b\": \"{{ input }}\"}}";
                    case "if" -> "{\"condition\": \"{{ trigger.body.n > " + random.nextInt(10) + " }}\"}";
                    case "switch" -> "{\"value\": \"{{ trigger.body.n }}\", \"cases\": [\"1\", \"2\", \"3\"]}";
                    case "merge" ->
                        "{\"mode\": \""
                                + List.of("all", "any", "firstSuccessful").get(random.nextInt(3)) + "\"}";
                    case "http" -> "{\"url\": \"http://localhost/" + index + "\"}";
                    default -> throw new IllegalArgumentException(type);
                };
        return "{\"id\": \"n%d\", \"type\": \"%s\", \"parameters\": %s, \"onError\": \"%s\", \"disabled\": %s}"
                .formatted(
                        index,
                        type,
                        parameters,
                        List.of("fail", "continue", "output").get(random.nextInt(3)),
                        random.nextInt(10) == 0);
    }

    private static String output(String type, SplittableRandom random) {
        List<String> outputs =
                switch (type) {
                    case "webhook" -> List.of("main");
                    case "if" -> List.of("true", "false", "error");
                    case "switch" -> List.of("1", "2", "3", "default", "error");
                    default -> List.of("main", "main", "error");
                };
        return outputs.get(random.nextInt(outputs.size()));
    }
}
