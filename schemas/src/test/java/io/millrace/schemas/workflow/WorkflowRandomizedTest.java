package io.millrace.schemas.workflow;

import static io.millrace.schemas.workflow.Definitions.problems;
import static io.millrace.schemas.workflow.Definitions.set;
import static io.millrace.schemas.workflow.Definitions.valid;
import static io.millrace.schemas.workflow.Definitions.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/** Random graphs without cycles, and the same with one connection too many. */
class WorkflowRandomizedTest {

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final int size = random.nextInt(2, 30);
    private final List<String> connections = new ArrayList<>(new TreeSet<>(edges()));

    @RepeatedTest(20)
    void answersFollowFromTheConnections() {
        Workflow workflow = valid(definition());

        List<String> order = workflow.topologicalOrder().stream().map(Node::id).toList();
        assertThat(order).as("seed %s", seed).hasSize(size);
        for (Connection connection : workflow.connections()) {
            assertThat(order.indexOf(connection.from())).as("seed %s", seed).isLessThan(order.indexOf(connection.to()));
            assertThat(workflow.outgoing(connection.from(), connection.output()))
                    .contains(connection);
            assertThat(workflow.incoming(connection.to())).contains(connection);
            assertThat(workflow.reachableFrom(connection.from()))
                    .as("seed %s", seed)
                    .containsAll(workflow.reachableFrom(connection.to()));
        }
        assertThat(workflow.reachableFrom("n0")).as("seed %s", seed).containsExactlyElementsOf(order);
        assertThat(workflow.leaves()).as("seed %s", seed).allSatisfy(leaf -> assertThat(
                        workflow.reachableFrom(leaf.id()))
                .containsExactly(leaf.id()));
    }

    @RepeatedTest(10)
    void aConnectionBackIsNamedAsACycle() {
        Workflow workflow = valid(definition());
        String from = "n" + random.nextInt(1, size);
        List<String> back = workflow.reachableFrom(from).stream().toList();
        connections.add(back.get(random.nextInt(back.size())) + " " + from);

        assertThat(problems(definition())).as("seed %s", seed).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.pointer()).startsWith("/connections/");
            assertThat(problem.message()).contains("cycle").contains(from);
        });
    }

    @RepeatedTest(10)
    void whatIsPublishedReadsTheSame() {
        Workflow workflow = valid(definition());

        Workflow published = Definitions.PARSER.readPublished("Test", true, ByteBuffer.wrap(workflow.content()));

        assertThat(published.hasSameContentAs(workflow)).as("seed %s", seed).isTrue();
        assertThat(published.content()).as("seed %s", seed).isEqualTo(workflow.content());
        assertThat(published.topologicalOrder()).as("seed %s", seed).isEqualTo(workflow.topologicalOrder());
    }

    /** Every node but the first has a way from one before it. */
    private List<String> edges() {
        List<String> edges = new ArrayList<>();
        for (int to = 1; to < size; to++) {
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                edges.add("n" + random.nextInt(to) + " n" + to);
            }
        }
        return edges;
    }

    private String definition() {
        List<String> nodes = new ArrayList<>(IntStream.range(0, size)
                .mapToObj(i -> i == 0 ? Definitions.node("n0", "manual", "{}") : set("n" + i))
                .toList());
        Collections.shuffle(nodes, new Random(seed));
        return workflow(nodes, connections.stream().map(Definitions::connection).toArray(String[]::new));
    }
}
