package io.millrace.benchmark.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.LogLine;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;

/** One execution that is played: trigger, start, four nodes, a log, end; and when each of them was durable. */
final class Execution {
    /** Sequences 0 to 7. */
    static final int RECORDS = 8;

    private static final String OUTPUT =
            "{\"price\":12.5,\"items\":[{\"id\":1,\"name\":\"%s\"}]}".formatted("x".repeat(150));

    private final UUID id;
    private final String owner;
    private final Instant created = Instant.ofEpochMilli(System.currentTimeMillis());
    private final AtomicLongArray durable = new AtomicLongArray(RECORDS);

    Execution(String owner, int partition, RandomGenerator random) {
        this.owner = owner;
        this.id = ExecutionId.create(created, partition, random);
    }

    UUID id() {
        return id;
    }

    String owner() {
        return owner;
    }

    void durable(int sequence, long nanos) {
        durable.set(sequence, nanos);
    }

    /** By {@link System#nanoTime}; 0 if that is not known yet. */
    long durableAt(int sequence) {
        return durable.get(sequence);
    }

    SpecificRecord record(int sequence) {
        Instant now = Instant.now();
        return switch (sequence) {
            case 0 ->
                TriggerReceived.newBuilder()
                        .setContext(context(0, ExecutionStatus.QUEUED, now))
                        .setTrigger(Trigger.newBuilder()
                                .setKind(TriggerKind.WEBHOOK)
                                .setNodeId("hook")
                                .setLabels(Map.of())
                                .setData(Payload.of("{}".getBytes(UTF_8)))
                                .build())
                        .build();
            case 1 ->
                ExecutionStarted.newBuilder()
                        .setContext(context(1, ExecutionStatus.RUNNING, now))
                        .build();
            case RECORDS - 2 ->
                LogsEmitted.newBuilder()
                        .setContext(context(sequence, ExecutionStatus.RUNNING, now))
                        .setLines(List.of(LogLine.newBuilder()
                                .setLine(0)
                                .setTime(now)
                                .setLevel(LogLevel.INFO)
                                .setMessage("priced")
                                .build()))
                        .build();
            case RECORDS - 1 ->
                ExecutionFinished.newBuilder()
                        .setContext(context(sequence, ExecutionStatus.SUCCESS, now))
                        .setStartedAt(created)
                        .setNodesExecuted(4)
                        .setOutput(Payload.of(OUTPUT.getBytes(UTF_8)))
                        .build();
            default ->
                NodeCompleted.newBuilder()
                        .setContext(context(sequence, ExecutionStatus.RUNNING, now))
                        .setNodeId("n" + sequence)
                        .setNodeName("Node " + sequence)
                        .setNodeType("set")
                        .setNodeStatus(NodeStatus.SUCCESS)
                        .setOutputName("main")
                        .setStartedAt(now)
                        .setAttemptStartedAt(now)
                        .setFinishedAt(now)
                        .setOutput(Payload.of(OUTPUT.getBytes(UTF_8)))
                        .build();
        };
    }

    private EventContext context(int sequence, ExecutionStatus status, Instant now) {
        return EventContext.newBuilder()
                .setExecutionId(id)
                .setWorkflowId("orders")
                .setWorkflowVersion(1)
                .setOwnerId(owner)
                .setCreatedAt(created)
                .setTime(now)
                .setSequence(sequence)
                .setStatus(status)
                .build();
    }
}
