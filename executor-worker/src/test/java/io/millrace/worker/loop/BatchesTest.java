package io.millrace.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.NodeTypes;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.worker.InstalledNodeTypes;
import io.millrace.worker.node.NodeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What is decided together stays within what the memory has room for. */
class BatchesTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final int EXECUTIONS = 300;
    private static final int PARTITIONS = 3;
    private static final int MOST = 6_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final MemoryBroker broker = new MemoryBroker(random.split());
    private final List<Integer> batches = new ArrayList<>();
    private int ends;

    @Test
    void manyLongExecutionsAreWrittenInSeveralTransactions() throws Exception {
        run("long", EXECUTIONS, EXECUTIONS);

        assertThat(batches).hasSizeGreaterThan(EXECUTIONS * SimulatedWorkflows.LONG / MOST);
    }

    @Test
    void soAreManyLongChildren() throws Exception {
        run("crowd", 3, 3 + 3 * SimulatedWorkflows.CROWD);

        assertThat(batches).hasSizeGreaterThan(3 * SimulatedWorkflows.CROWD * SimulatedWorkflows.LONG / MOST);
    }

    /** Runs so many executions of the workflow at once, until so many have ended, their children included. */
    private void run(String workflow, int executions, int expected) throws Exception {
        try (var context = InstalledNodeTypes.open();
                var pool = new DecisionPool(1, () -> {});
                var definitions = new Definitions(
                        Map.of("bootstrap.servers", "localhost:1"),
                        new WorkflowParser(NodeTypes.onClassPath()),
                        SimulatedWorkflows.types(
                                context.getBeansOfType(NodeType.class).values()),
                        (id, wait) -> "http://localhost/" + wait)) {
            SimulatedWorkflows.publishAll(definitions, START);
            var worker = new SimulatedWorker(
                    broker,
                    (member, records, offsets) -> write(records, offsets),
                    Simulation.SETTINGS,
                    PARTITIONS,
                    pool,
                    definitions,
                    random,
                    new ManualClock(START));
            worker.logs.atATime = executions;
            broker.own(Map.of(0, worker.logs, 1, worker.logs, 2, worker.logs));
            for (int i = 0; i < executions; i++) {
                var id = ExecutionId.create(START, i % PARTITIONS, random);
                broker.append(Simulation.trigger(id, workflow, null, START));
            }

            for (int step = 0; step < 100 && ends < expected; step++) {
                worker.step();
                worker.read();
            }
            worker.close();
        }

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
        records.forEach(record -> ends += isEnd(record) ? 1 : 0);
        broker.end(transaction, MemoryBroker.State.COMMITTED);
        return written;
    }

    private static boolean isEnd(ProducerRecord<byte[], byte[]> record) {
        try {
            return record.topic().equals(Topics.EVENTS)
                    && EventCodec.decode(record.value()) instanceof ExecutionFinished;
        } catch (UndecodableEventException e) {
            throw new AssertionError(e);
        }
    }
}
