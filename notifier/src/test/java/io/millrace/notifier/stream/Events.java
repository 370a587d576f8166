package io.millrace.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** The records of an execution that receives a webhook and runs one node after the other. */
public record Events(String owner, String workflowId, UUID executionId, Instant time) {
    private static final SplittableRandom RANDOM = new SplittableRandom();

    /** A new execution. */
    public static Events of(String owner, String workflowId, int partition) {
        Instant now = Instant.ofEpochMilli(Instant.now().toEpochMilli());
        return new Events(owner, workflowId, ExecutionId.create(now, partition, RANDOM), now);
    }

    EventContext context(int sequence, ExecutionStatus status) {
        return EventContext.newBuilder()
                .setExecutionId(executionId)
                .setWorkflowId(workflowId)
                .setWorkflowVersion(1)
                .setOwnerId(owner)
                .setCreatedAt(time)
                .setTime(time)
                .setSequence(sequence)
                .setStatus(status)
                .build();
    }

    /** Number 0. */
    public TriggerReceived triggered() {
        return TriggerReceived.newBuilder()
                .setContext(context(0, ExecutionStatus.QUEUED))
                .setTrigger(Trigger.newBuilder()
                        .setKind(TriggerKind.WEBHOOK)
                        .setNodeId("hook")
                        .setLabels(Map.of())
                        .setData(Payload.of("{}".getBytes(UTF_8)))
                        .build())
                .build();
    }

    /** Number 1. */
    public ExecutionStarted started() {
        return ExecutionStarted.newBuilder()
                .setContext(context(1, ExecutionStatus.RUNNING))
                .build();
    }

    /** A node's end with an output. */
    public NodeCompleted completed(int sequence, String output) {
        return NodeCompleted.newBuilder()
                .setContext(context(sequence, ExecutionStatus.RUNNING))
                .setNodeId("n" + sequence)
                .setNodeName("N " + sequence)
                .setNodeType("set")
                .setNodeStatus(NodeStatus.SUCCESS)
                .setOutputName("main")
                .setStartedAt(time)
                .setAttemptStartedAt(time)
                .setFinishedAt(time.plusMillis(7))
                .setOutput(Payload.of(output.getBytes(UTF_8)))
                .build();
    }

    /** The last one. */
    public ExecutionFinished finished(int sequence) {
        return ExecutionFinished.newBuilder()
                .setContext(context(sequence, ExecutionStatus.SUCCESS))
                .setStartedAt(time)
                .setNodesExecuted(sequence - 2)
                .build();
    }
}
