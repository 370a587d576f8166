package io.millrace.benchmark.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Executions of four nodes, as the gateway and the worker write them: owners of very different size, three in a hundred
 * failed, each with labels of its own.
 */
final class Executions {
    static final int NODES = 4;
    /** The trigger, the start, the nodes, the end. */
    static final int RECORDS = NODES + 3;

    private static final EventRecords RECORDS_OF = new EventRecords("benchmark");
    private static final int OWNERS = 20;
    private static final int WORKFLOWS = 50;
    private static final List<String> NODE_IDS = List.of("hook", "total", "big", "reply");
    private static final List<String> TROUBLES = List.of(
            "connect timed out: api.example.com",
            "HTTP 503 Service Unavailable from api.example.com",
            "the condition compares null",
            "no such customer in the warehouse");

    private final SplittableRandom random;

    Executions(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** One of them, and whose it is. */
    record Made(UUID id, String owner, List<ProducerRecord<byte[], byte[]>> records) {}

    /** The owner that has more executions than any other. */
    static String biggestOwner() {
        return owner(0);
    }

    private static String owner(int number) {
        return "owner-" + number;
    }

    Made next(Instant createdAt) {
        // Half of all are the first owner's, half of the rest the second's, and so on.
        int owner = Math.min(OWNERS - 1, Long.numberOfLeadingZeros(random.nextLong()));
        String workflow = "workflow-" + owner + "-" + random.nextInt(WORKFLOWS);
        UUID id = ExecutionId.create(createdAt, random.nextInt(Topics.DEFAULT_PARTITIONS), random);
        boolean failed = random.nextInt(100) < 3;
        var course = new Course(id, workflow, owner(owner), createdAt);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(RECORDS);
        records.add(record(Topics.TRIGGERS, course.triggered(order())));
        records.add(record(Topics.EVENTS, course.started()));
        for (String node : NODE_IDS) {
            records.add(record(Topics.EVENTS, course.completed(node, order())));
        }
        records.add(record(
                Topics.EVENTS,
                failed ? course.failed(TROUBLES.get(random.nextInt(TROUBLES.size()))) : course.succeeded(order())));
        return new Made(id, owner(owner), records);
    }

    private ProducerRecord<byte[], byte[]> record(String topic, SpecificRecord event) {
        return RECORDS_OF.numbered(topic, event);
    }

    /** About 150 bytes. */
    private ByteBuffer order() {
        return json(
                "{\"body\":{\"id\":\"%08x\",\"customer\":{\"name\":\"Ada Byron\",\"city\":\"London\"},\"items\":[{\"sku\":\"A-%d\",\"price\":%d,\"quantity\":%d}],\"total\":%d}}"
                        .formatted(
                                random.nextInt(),
                                random.nextInt(1000),
                                random.nextInt(100),
                                1 + random.nextInt(5),
                                random.nextInt(500)));
    }

    private static ByteBuffer json(String json) {
        return Payload.of(json.getBytes(UTF_8));
    }

    /** What is told of one execution, step by step, five milliseconds each. */
    private static final class Course {
        private static final long STEP_MS = 5;

        private final UUID id;
        private final String workflow;
        private final String owner;
        private final Instant createdAt;
        private int sequence;

        Course(UUID id, String workflow, String owner, Instant createdAt) {
            this.id = id;
            this.workflow = workflow;
            this.owner = owner;
            this.createdAt = createdAt;
        }

        TriggerReceived triggered(ByteBuffer data) {
            Trigger trigger = Trigger.newBuilder()
                    .setKind(TriggerKind.WEBHOOK)
                    .setNodeId("hook")
                    .setData(data)
                    .setLabels(Map.of("order", "o-" + Long.toHexString(id.getLeastSignificantBits())))
                    .build();
            return new TriggerReceived(context(ExecutionStatus.QUEUED), trigger);
        }

        ExecutionStarted started() {
            sequence++;
            return new ExecutionStarted(context(ExecutionStatus.RUNNING), null);
        }

        NodeCompleted completed(String node, ByteBuffer output) {
            sequence++;
            return NodeCompleted.newBuilder()
                    .setContext(context(ExecutionStatus.RUNNING))
                    .setNodeId(node)
                    .setNodeName(node)
                    .setNodeType("set")
                    .setNodeStatus(NodeStatus.SUCCESS)
                    .setOutputName("main")
                    .setStartedAt(at(sequence - 1))
                    .setAttemptStartedAt(at(sequence - 1))
                    .setFinishedAt(at(sequence))
                    .setOutput(output)
                    .build();
        }

        ExecutionFinished succeeded(ByteBuffer output) {
            return ended(ExecutionStatus.SUCCESS).setOutput(output).build();
        }

        ExecutionFinished failed(String message) {
            return ended(ExecutionStatus.FAILED)
                    .setError(Failure.newBuilder()
                            .setType("http-status")
                            .setMessage(message)
                            .setNodeId("reply")
                            .build())
                    .setFailedNodes(List.of("reply"))
                    .build();
        }

        private ExecutionFinished.Builder ended(ExecutionStatus status) {
            sequence++;
            return ExecutionFinished.newBuilder()
                    .setContext(context(status))
                    .setStartedAt(at(1))
                    .setPath(NODE_IDS)
                    .setNodesExecuted(NODES);
        }

        private Instant at(int step) {
            return createdAt.plusMillis(step * STEP_MS);
        }

        private EventContext context(ExecutionStatus status) {
            return new EventContext(id, workflow, 1, owner, createdAt, at(sequence), sequence, status, false);
        }
    }
}
