package io.millrace.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.LogLine;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
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

    /** A new execution that a delivery with a key has started. */
    public static Events ofDelivery(String owner, String workflowId, int partition) {
        Instant now = Instant.ofEpochMilli(Instant.now().toEpochMilli());
        var hash = new byte[32];
        RANDOM.nextBytes(hash);
        UUID id = ExecutionId.derived(LocalDate.ofInstant(now, ZoneOffset.UTC), partition, hash);
        return new Events(owner, workflowId, id, now);
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

    /** A limit holds it back. */
    public ExecutionQueued queued(int sequence) {
        return ExecutionQueued.newBuilder()
                .setContext(context(sequence, ExecutionStatus.QUEUED))
                .setReason("maxConcurrent")
                .build();
    }

    /** A slow node's beginning. */
    public NodeStarted nodeStarted(int sequence) {
        return NodeStarted.newBuilder()
                .setContext(context(sequence, ExecutionStatus.RUNNING))
                .setNodeId("call")
                .setIteration("0.3")
                .setAttempt(1)
                .setStartedAt(time)
                .build();
    }

    /** A slow node's failure. */
    public NodeAttemptFailed attemptFailed(int sequence) {
        return NodeAttemptFailed.newBuilder()
                .setContext(context(sequence, ExecutionStatus.RUNNING))
                .setNodeId("call")
                .setIteration("0.3")
                .setAttempt(1)
                .setStartedAt(time)
                .setFinishedAt(time.plusMillis(42))
                .setError(failure())
                .setNextAttemptAt(time.plusSeconds(1))
                .build();
    }

    /** A node that waits for another execution. */
    public NodeWaiting waiting(int sequence) {
        return NodeWaiting.newBuilder()
                .setContext(context(sequence, ExecutionStatus.WAITING))
                .setNodeId("pause")
                .setStartedAt(time)
                .setUntil(time.plusSeconds(60))
                .setChildExecutionId(executionId)
                .build();
    }

    /** What a node logged. */
    public LogsEmitted logs(int sequence) {
        return LogsEmitted.newBuilder()
                .setContext(context(sequence, ExecutionStatus.RUNNING))
                .setLines(List.of(LogLine.newBuilder()
                        .setLine(0)
                        .setTime(time)
                        .setLevel(LogLevel.WARN)
                        .setNodeId("call")
                        .setMessage("be\nware")
                        .setData(Payload.of("[1]".getBytes(UTF_8)))
                        .build()))
                .build();
    }

    /** The end, with an error. */
    public ExecutionFinished failed(int sequence) {
        return ExecutionFinished.newBuilder(finished(sequence))
                .setContext(context(sequence, ExecutionStatus.FAILED))
                .setError(failure())
                .setFailedNodes(List.of("call"))
                .setPath(List.of("call"))
                .setSkipped(List.of("rest"))
                .build();
    }

    /** Somebody wants it to be gone. */
    public ExecutionDeleted deleted() {
        return ExecutionDeleted.newBuilder()
                .setContext(CommandContext.newBuilder()
                        .setExecutionId(executionId)
                        .setWorkflowId(workflowId)
                        .setOwnerId(owner)
                        .setTime(time)
                        .build())
                .setRequestedBy(owner)
                .build();
    }

    private static Failure failure() {
        return Failure.newBuilder()
                .setType("http-status")
                .setMessage("answered 500")
                .setNodeId("call")
                .setRetryable(true)
                .build();
    }
}
