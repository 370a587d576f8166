package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.Parent;
import io.millrace.schemas.event.ScheduleFired;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.workflow.Placement;
import io.millrace.worker.InstalledNodeTypes;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.node.NodeType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * The loop's protocol against logs in memory with injected faults: aborts after apply, commits that are visible before
 * their markers, takeovers in between, zombies that commit late, hand-overs while outcomes are out, lost offsets.
 */
class ProtocolTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final int CASES = Integer.getInteger("millrace.simulations", 60);

    private final AnnotationConfigApplicationContext context = InstalledNodeTypes.open();
    private final DecisionPool pool = new DecisionPool(1, () -> {});

    @AfterEach
    void close() {
        pool.close();
        context.close();
    }

    @Test
    void everythingEndsOnceWhateverHappens() throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        try (var definitions = SimulatedWorkflows.definitions(
                context.getBeansOfType(NodeType.class).values(), START)) {
            for (int i = 0; i < CASES; i++) {
                try {
                    check(seed + i, definitions);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("with -Dmillrace.seed=" + (seed + i), e);
                }
            }
        }
    }

    private void check(long seed, Definitions definitions) throws Exception {
        var simulation = new Simulation(seed, pool, definitions, START);
        simulation.run(150);
        simulation.heal(120);

        Map<UUID, List<SpecificRecord>> events = events(simulation.broker);
        assertThat(events.keySet()).containsAll(simulation.triggered.keySet());
        events.forEach((id, course) -> {
            boolean ticking = context(course.getFirst()).equals("ticking");
            assertThat(course.stream().map(event -> EventRecords.context(event).getSequence()))
                    .as("events of %s", id)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, course.size()).boxed().toList());
            assertThat(Execution.isTerminal(
                                    EventRecords.context(course.getLast()).getStatus())
                            || ticking)
                    .as("%s of %s has ended: %s", id, context(course.getFirst()), course.getLast())
                    .isTrue();
            assertThat(course.stream().filter(ExecutionFinished.class::isInstance))
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(course.stream()
                            .filter(NodeCompleted.class::isInstance)
                            .map(NodeCompleted.class::cast)
                            .map(done -> done.getNodeId() + "/" + done.getIteration()))
                    .doesNotHaveDuplicates();
            assertThat(EventRecords.context(course.getLast()).getStatus())
                    .as("%s: %s", id, course.getLast())
                    .isNotEqualTo(ExecutionStatus.FAILED);
        });
        assertThat(simulation.loads())
                .as("nothing is under way any more")
                .allMatch(load -> load.executions() == 0 && load.bytes() == 0);
        checkRounds(events);
        checkDeliveries(simulation, events);
        SimulatedWorkflows.LIMITS.forEach((workflow, limit) -> checkLimit(simulation.broker, workflow, limit));
        checkCheckpoints(simulation.broker, events);
    }

    /** What has ended is not begun again, and each thing that a round asks for is one execution. */
    private static void checkRounds(Map<UUID, List<SpecificRecord>> events) {
        var asked = new ArrayList<Parent>();
        events.forEach((id, course) -> {
            var ended = new HashSet<String>();
            for (SpecificRecord event : course) {
                switch (event) {
                    case NodeStarted begun ->
                        assertThat(ended).doesNotContain(begun.getNodeId() + "/" + begun.getIteration());
                    case NodeCompleted done -> ended.add(done.getNodeId() + "/" + done.getIteration());
                    case ExecutionQueued queued ->
                        queued.getTrigger().flatMap(Trigger::getParent).ifPresent(asked::add);
                    case ExecutionStarted begun ->
                        begun.getTrigger().flatMap(Trigger::getParent).ifPresent(asked::add);
                    default -> {}
                }
            }
        });
        assertThat(asked.stream().filter(parent -> parent.getNodeId().equals("talk")))
                .as("what rounds asked for")
                .doesNotHaveDuplicates();
    }

    /** One execution for each key; whichever else was accepted for it says which one it is. */
    private static void checkDeliveries(Simulation simulation, Map<UUID, List<SpecificRecord>> events) {
        var holders = new HashMap<UUID, Integer>();
        for (int number = 0; number < Simulation.PARTITIONS; number++) {
            TopicPartition keys = Takeover.keys(number);
            simulation.broker.readTo(keys, 0, simulation.broker.end(keys), record -> {
                var accepted = (KeyAccepted) decoded(record);
                if (accepted.getDuplicateOf().isEmpty()) {
                    holders.merge(accepted.getExecutionId(), 1, Integer::sum);
                }
            });
        }
        assertThat(holders).as("keys are written once").hasSameSizeAs(simulation.deliveries.keySet());
        assertThat(holders.values()).allMatch(holding -> holding == 1);
        simulation.deliveries.forEach((key, ids) -> {
            List<UUID> ran = ids.stream().filter(holders::containsKey).toList();
            assertThat(ran).as("executions of %s", key).hasSize(1);
            for (UUID id : ids) {
                List<SpecificRecord> course = events.getOrDefault(id, List.of());
                var finished = (ExecutionFinished) course.getLast();
                boolean duplicate = finished.getError()
                        .filter(error -> error.getType().equals("duplicate"))
                        .isPresent();
                assertThat(duplicate).as("%s of %s", id, key).isNotEqualTo(ran.contains(id));
                if (duplicate) {
                    assertThat(course).hasSize(1);
                    assertThat(finished.getContext().getStatus()).isEqualTo(ExecutionStatus.CANCELLED);
                    assertThat(finished.getError().orElseThrow().getMessage())
                            .contains(ran.getFirst().toString());
                }
            }
        });
    }

    /** In the order of the log: times are those of decisions. */
    private static void checkLimit(MemoryBroker broker, String workflow, int limit) {
        var running = new HashSet<UUID>();
        TopicPartition partition = Takeover.events(Placement.ofWorkflow(workflow, Simulation.PARTITIONS));
        broker.readTo(partition, 0, broker.end(partition), record -> {
            SpecificRecord event = decoded(record);
            UUID id = EventRecords.context(event).getExecutionId();
            if (context(event).equals(workflow) && event instanceof ExecutionStarted) {
                running.add(id);
                assertThat(running)
                        .as("%s executions at %d", workflow, record.offset())
                        .hasSizeLessThanOrEqualTo(limit);
            } else if (event instanceof ExecutionFinished) {
                running.remove(id);
            }
        });
    }

    /** Who has ended leaves no checkpoint; each time of a schedule was served once and none was left out. */
    private static void checkCheckpoints(MemoryBroker broker, Map<UUID, List<SpecificRecord>> events) {
        var latest = new HashMap<String, ConsumerRecord<byte[], byte[]>>();
        var served = new ArrayList<Instant>();
        for (int number = 0; number < Simulation.PARTITIONS; number++) {
            broker.readTo(Takeover.checkpoints(number), 0, broker.end(Takeover.checkpoints(number)), record -> {
                latest.put(new String(record.key(), UTF_8), record);
                if (record.value() != null && new String(record.key(), UTF_8).contains("/")) {
                    served.add(((ScheduleFired) decoded(record)).getDueAt());
                }
            });
        }
        events.forEach((id, course) -> {
            ConsumerRecord<byte[], byte[]> left = latest.get(id.toString());
            if (left != null && course.getLast() instanceof ExecutionFinished) {
                assertThat(left.value()).as("the checkpoint of %s", id).isNull();
            }
        });
        for (int i = 0; i < served.size(); i++) {
            assertThat(served.get(i)).isEqualTo(START.plus(Duration.ofSeconds(10L * (i + 1))));
        }
        assertThat(served).isNotEmpty();
        assertThat(events.values().stream()
                        .filter(course -> context(course.getFirst()).equals("ticking")))
                .hasSameSizeAs(served);
    }

    private static Map<UUID, List<SpecificRecord>> events(MemoryBroker broker) {
        var events = new LinkedHashMap<UUID, List<SpecificRecord>>();
        for (int number = 0; number < Simulation.PARTITIONS; number++) {
            broker.readTo(Takeover.events(number), 0, broker.end(Takeover.events(number)), record -> {
                SpecificRecord event = decoded(record);
                events.computeIfAbsent(EventRecords.context(event).getExecutionId(), id -> new ArrayList<>())
                        .add(event);
            });
        }
        return events;
    }

    private static String context(SpecificRecord event) {
        return EventRecords.context(event).getWorkflowId();
    }

    private static SpecificRecord decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return EventCodec.decode(record.value());
        } catch (UndecodableEventException e) {
            throw new AssertionError(e);
        }
    }
}
