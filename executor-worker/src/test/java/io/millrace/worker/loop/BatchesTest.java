package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ScheduleFired;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.worker.InstalledNodeTypes;
import io.millrace.worker.node.NodeType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What is decided together stays within what the memory has room for. */
class BatchesTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final int EXECUTIONS = 300;
    private static final int PARTITIONS = 3;
    private static final int MOST = 6_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final MemoryBroker broker = new MemoryBroker(random.split());
    private final ManualClock clock = new ManualClock(START);
    private final AnnotationConfigApplicationContext context = InstalledNodeTypes.open();
    private final DecisionPool pool = new DecisionPool(1, () -> {});
    private final Definitions definitions = SimulatedWorkflows.definitions(
            context.getBeansOfType(NodeType.class).values(), START);
    private final List<Integer> batches = new ArrayList<>();
    private final List<String> started = new ArrayList<>();
    private final List<Instant> served = new ArrayList<>();
    private int ends;

    @AfterEach
    void close() {
        definitions.close();
        pool.close();
        context.close();
    }

    @Test
    void manyLongExecutionsAreWrittenInSeveralTransactions() throws Exception {
        trigger("long", EXECUTIONS);

        run(worker(), EXECUTIONS);

        assertThat(batches).hasSizeGreaterThan(EXECUTIONS * SimulatedWorkflows.LONG / MOST);
    }

    @Test
    void soAreManyLongChildren() throws Exception {
        trigger("crowd", 3);

        run(worker(), 3 + 3 * SimulatedWorkflows.CROWD);

        assertThat(batches).hasSizeGreaterThan(3 * SimulatedWorkflows.CROWD * SimulatedWorkflows.LONG / MOST);
    }

    @Test
    void soIsWhatASchedulesMissedTimesStart() throws Exception {
        SimulatedWorkflows.publish(definitions, "clockwork", SimulatedWorkflows.longSchedule(), START);
        clock.pass(Duration.ofSeconds(EXECUTIONS));

        run(worker(), EXECUTIONS);

        assertThat(batches).hasSizeGreaterThan(EXECUTIONS * SimulatedWorkflows.LONG / MOST);
        assertThat(served).hasSize(EXECUTIONS).isSorted().doesNotHaveDuplicates();
    }

    /** Two times of a schedule that runs one execution at a time come behind what fills a batch. */
    @Test
    void whoeverIsPutInLineKeepsItsPlaceAtATakeover() throws Exception {
        SimulatedWorkflows.publish(definitions, "clockwork", SimulatedWorkflows.longSchedule(), START);
        SimulatedWorkflows.publish(definitions, "single", SimulatedWorkflows.limitedSchedule(), START);
        clock.pass(Duration.ofMinutes(2));
        SimulatedWorker first = worker();
        for (int step = 0; step < 10 && batches.isEmpty(); step++) {
            first.step();
            first.read();
        }
        assertThat(started)
                .as("behind what fills the batch")
                .contains("clockwork")
                .doesNotContain("single");

        run(worker(), 2 * 60);

        assertThat(started).containsOnlyOnce("single");
    }

    private void trigger(String workflow, int executions) {
        for (int i = 0; i < executions; i++) {
            var id = ExecutionId.create(START, i % PARTITIONS, random);
            broker.append(Simulation.trigger(id, workflow, null, START));
        }
    }

    /** One that owns everything from now on. */
    private SimulatedWorker worker() {
        var worker = new SimulatedWorker(
                broker,
                (member, records, offsets) -> write(records, offsets),
                Simulation.SETTINGS,
                PARTITIONS,
                pool,
                definitions,
                random,
                clock);
        worker.logs.atATime = EXECUTIONS;
        broker.own(Map.of(0, worker.logs, 1, worker.logs, 2, worker.logs));
        return worker;
    }

    /** Until so many executions have ended, children included. */
    private void run(SimulatedWorker worker, int expected) throws Exception {
        for (int step = 0; step < 100 && ends < expected; step++) {
            worker.step();
            worker.read();
        }
        worker.close();

        assertThat(ends).isEqualTo(expected);
        // What makes a batch full may be a round's last decision.
        assertThat(batches).allMatch(records -> records < MOST);
    }

    private List<RecordMetadata> write(
            List<ProducerRecord<byte[], byte[]>> records, Map<TopicPartition, OffsetAndMetadata> offsets) {
        batches.add(records.size());
        MemoryBroker.Transaction transaction = broker.begin();
        transaction.offsets.putAll(offsets);
        List<RecordMetadata> written = broker.append(records, transaction);
        records.forEach(this::see);
        broker.end(transaction, MemoryBroker.State.COMMITTED);
        return written;
    }

    private void see(ProducerRecord<byte[], byte[]> record) {
        try {
            switch (EventCodec.decode(record.value())) {
                case ExecutionStarted event -> started.add(event.getContext().getWorkflowId());
                case ExecutionFinished _ -> ends++;
                case ScheduleFired fired when fired.getWorkflowId().equals("clockwork") -> served.add(fired.getDueAt());
                default -> {
                    // Of others there is nothing to see.
                }
            }
        } catch (UndecodableEventException e) {
            throw new AssertionError(e);
        }
    }
}
