package io.millrace.recorder.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.recorder.story.Story;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void anExecutionThatRanThroughIsOneRowWithAllThatWasToldOfIt() {
        Story story = Story.of("ann", "orders")
                .triggered("{}")
                .started()
                .completed("hook", "{}")
                .completed("total", "{\"total\":1}")
                .finished("{\"total\":1}", "price");

        History history = fold(story.triggers(), story.events());

        assertThat(history.executions()).singleElement().satisfies(execution -> {
            assertThat(execution.context().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
            assertThat(execution.context().getSequence()).isEqualTo(4);
            assertThat(execution.trigger()).isNotNull();
            assertThat(execution.startedAt()).isEqualTo(story.at(1));
            assertThat(execution.finishedAt()).isEqualTo(story.at(4));
        });
        assertThat(history.nodes())
                .extracting(node -> node.key().nodeId(), NodeChange::status)
                .containsExactlyInAnyOrder(
                        tuple("hook", NodeStatus.SUCCESS),
                        tuple("total", NodeStatus.SUCCESS),
                        tuple("price", NodeStatus.SKIPPED));
    }

    @Test
    void theOrderBetweenTheTopicsMakesNoDifference() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Story> stories = List.of(any(random), any(random), any(random));
            String expected = text(fold(triggersOf(stories), eventsOf(stories)));

            String interleaved = text(fold(interleaved(triggersOf(stories), eventsOf(stories), random), List.of()));

            assertThat(interleaved).as("seed %d, round %d", seed, round).isEqualTo(expected);
        }
    }

    @Test
    void aTerminalStatusIsFinalWhateverComesAfterIt() {
        Story story = Story.of("ann", "orders").triggered("{}").started().finished("1");
        story.started().finished(ExecutionStatus.FAILED, null, Story.failure("late", "late"), List.of(), List.of());

        History history = fold(story.triggers(), story.events());

        assertThat(history.executions()).singleElement().satisfies(execution -> {
            assertThat(execution.context().getStatus()).isEqualTo(ExecutionStatus.SUCCESS);
            assertThat(execution.finishedAt()).isEqualTo(story.at(2));
        });
    }

    @Test
    void aNodeKeepsItsFailedAttemptsAndItsFirstStart() {
        Story story = Story.of("ann", "orders")
                .started()
                .nodeStarted("price", 1)
                .attemptFailed("price", 1)
                .nodeStarted("price", 2)
                .attemptFailed("price", 2)
                .completed("price", 3, NodeStatus.SUCCESS, "{}", null);

        assertThat(fold(story.events(), List.of()).nodes()).singleElement().satisfies(node -> {
            assertThat(node.failed()).extracting(NodeAttemptFailed::getAttempt).containsExactly(1, 2);
            assertThat(node.startedAt()).isEqualTo(story.at(2));
            assertThat(node.attempt()).isEqualTo(3);
            assertThat(node.end()).extracting(NodeCompleted::getNodeStatus).isEqualTo(NodeStatus.SUCCESS);
        });
    }

    @Test
    void aNodeThatRanIsNotSkipped() {
        Story story = Story.of("ann", "orders").nodeStarted("price", 1).finished("1", "price");

        assertThat(fold(story.events(), List.of()).nodes())
                .extracting(NodeChange::status)
                .containsExactly(NodeStatus.RUNNING);
    }

    @Test
    void linesThatWereDroppedLeaveALineThatSaysSo() {
        Story story = Story.of("ann", "orders").logged("one", "two");
        var told = (LogsEmitted) story.events().getFirst();
        var history = new History();
        history.add(LogsEmitted.newBuilder(told).setDropped(7).build());

        assertThat(history.logs())
                .extracting(entry -> entry.line().getMessage())
                .containsExactly("one", "two", "7 more lines were dropped because a limit was reached");
        assertThat(history.logs().getLast().line().getLine()).isEqualTo(2);
    }

    private static History fold(List<SpecificRecord> first, List<SpecificRecord> then) {
        var history = new History();
        first.forEach(history::add);
        then.forEach(history::add);
        return history;
    }

    private static Story any(Random random) {
        Story story = Story.of("ann", "orders", Instant.now(), random);
        if (random.nextInt(4) > 0) {
            story.triggered("{\"n\":" + random.nextInt() + "}").started();
        } else {
            story.startedInside("{}");
        }
        for (int node = random.nextInt(4); node > 0; node--) {
            switch (random.nextInt(4)) {
                case 0 -> story.completed("n" + node, "{}");
                case 1 ->
                    story.nodeStarted("n" + node, 1)
                            .attemptFailed("n" + node, 1)
                            .nodeStarted("n" + node, 2);
                case 2 -> story.waiting("n" + node);
                default -> story.logged("a", "b");
            }
        }
        return random.nextBoolean() ? story.finished("1", "n1", "n9") : story;
    }

    private static List<SpecificRecord> triggersOf(List<Story> stories) {
        return stories.stream().flatMap(story -> story.triggers().stream()).toList();
    }

    private static List<SpecificRecord> eventsOf(List<Story> stories) {
        return stories.stream().flatMap(story -> story.events().stream()).toList();
    }

    private static List<SpecificRecord> interleaved(List<SpecificRecord> a, List<SpecificRecord> b, Random random) {
        Queue<SpecificRecord> first = new ArrayDeque<>(a);
        Queue<SpecificRecord> second = new ArrayDeque<>(b);
        var all = new ArrayList<SpecificRecord>();
        while (!first.isEmpty() || !second.isEmpty()) {
            boolean takeFirst = second.isEmpty() || (!first.isEmpty() && random.nextBoolean());
            all.add((takeFirst ? first : second).remove());
        }
        return all;
    }

    private static String text(History history) {
        return history.executions().stream()
                        .sorted(Comparator.comparing(change -> change.context().getExecutionId()))
                        .toList()
                + "\n"
                + history.nodes().stream()
                        .sorted(Comparator.comparing(change -> change.key().toString()))
                        .toList()
                + "\n" + history.logs();
    }
}
