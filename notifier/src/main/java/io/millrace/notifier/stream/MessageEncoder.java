package io.millrace.notifier.stream;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.LogLine;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.TriggerReceived;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * Makes messages of records. Payloads are passed on as they are if they are small, else by their beginning and a link.
 */
final class MessageEncoder {
    private final Previews previews;

    MessageEncoder(Previews previews) {
        this.previews = previews;
    }

    /**
     * The message of a record; empty if the record is of another type than expected.
     *
     * @throws UndecodableEventException if the bytes are not a record
     */
    Optional<Message> encode(MessageType expected, byte[] value) throws UndecodableEventException {
        SpecificRecord event = EventCodec.decode(value);
        return MessageType.of(event).filter(type -> type == expected).map(type -> encode(type, event));
    }

    private Message encode(MessageType type, SpecificRecord event) {
        return switch (event) {
            case TriggerReceived e -> encode(type, e);
            case ExecutionQueued e -> encode(type, e);
            case ExecutionStarted e -> encode(type, e);
            case NodeStarted e -> encode(type, e);
            case NodeAttemptFailed e -> encode(type, e);
            case NodeWaiting e -> encode(type, e);
            case NodeCompleted e -> encode(type, e);
            case LogsEmitted e -> encode(type, e);
            case ExecutionFinished e -> encode(type, e);
            case ExecutionDeleted e -> encode(type, e.getContext());
            // A message type without its message is a mistake in this class.
            default -> throw new IllegalStateException("no message for " + type);
        };
    }

    private static Message encode(MessageType type, TriggerReceived event) {
        return execution(type, event.getContext())
                .text("kind", JsonMessage.kind(event.getTrigger().getKind()))
                .text("reason", Optional.empty())
                .end();
    }

    private static Message encode(MessageType type, ExecutionQueued event) {
        return execution(type, event.getContext())
                .text("kind", event.getTrigger().map(trigger -> JsonMessage.kind(trigger.getKind())))
                .text("reason", event.getReason())
                .end();
    }

    private static Message encode(MessageType type, ExecutionStarted event) {
        return execution(type, event.getContext())
                .text("kind", event.getTrigger().map(trigger -> JsonMessage.kind(trigger.getKind())))
                .end();
    }

    private static Message encode(MessageType type, NodeStarted event) {
        return node(type, event.getContext(), event.getNodeId(), event.getIteration())
                .number("attempt", event.getAttempt())
                .text("status", JsonMessage.status(NodeStatus.RUNNING))
                .from(event.getStartedAt())
                .failure(Optional.empty())
                .number("restarts", event.getRestarts())
                .end();
    }

    private static Message encode(MessageType type, NodeAttemptFailed event) {
        return node(type, event.getContext(), event.getNodeId(), event.getIteration())
                .number("attempt", event.getAttempt())
                .text("status", JsonMessage.status(NodeStatus.RUNNING))
                .fromTo(event.getStartedAt(), event.getFinishedAt())
                .failure(Optional.of(event.getError()))
                .time("nextAttemptAt", Optional.of(event.getNextAttemptAt()))
                .end();
    }

    private static Message encode(MessageType type, NodeWaiting event) {
        return node(type, event.getContext(), event.getNodeId(), event.getIteration())
                .noNumber("attempt")
                .text("status", JsonMessage.status(NodeStatus.WAITING))
                .from(event.getStartedAt())
                .failure(Optional.empty())
                .time("until", event.getUntil())
                .text("childExecutionId", event.getChildExecutionId().map(Object::toString))
                .end();
    }

    private Message encode(MessageType type, NodeCompleted event) {
        var json = node(type, event.getContext(), event.getNodeId(), event.getIteration())
                .number("attempt", event.getAttempt())
                .text("status", JsonMessage.status(event.getNodeStatus()))
                .fromTo(event.getStartedAt(), event.getFinishedAt())
                .failure(event.getError())
                .text("nodeName", event.getNodeName())
                .text("nodeType", event.getNodeType())
                .flag("reused", event.getReused())
                .text("outputName", event.getOutputName());
        UUID execution = event.getContext().getExecutionId();
        return previews.output(
                        json,
                        event.getOutput(),
                        () -> previews.nodeOutput(execution, event.getNodeId(), event.getIteration()))
                .end();
    }

    private Message encode(MessageType type, ExecutionFinished event) {
        Instant finished = event.getContext().getTime();
        var json = execution(type, event.getContext());
        json.time("startedAt", event.getStartedAt()).time("finishedAt", Optional.of(finished));
        event.getStartedAt()
                .ifPresentOrElse(started -> json.duration(started, finished), () -> json.noNumber("durationMs"));
        UUID execution = event.getContext().getExecutionId();
        return previews.output(json.failure(event.getError()), event.getOutput(), () -> previews.output(execution))
                .texts("failedNodes", event.getFailedNodes())
                .texts("path", event.getPath())
                .texts("skipped", event.getSkipped())
                .number("nodesExecuted", event.getNodesExecuted())
                .end();
    }

    private Message encode(MessageType type, LogsEmitted event) {
        EventContext context = event.getContext();
        var json = begin(type, context).beginList("lines");
        for (LogLine line : event.getLines()) {
            json.beginObject()
                    .number("line", line.getLine())
                    .time("time", Optional.of(line.getTime()))
                    .text("level", JsonMessage.status(line.getLevel()))
                    .text("nodeId", line.getNodeId())
                    .iteration(line.getIteration())
                    .text("message", line.getMessage())
                    .raw("data", previews.whole(line.getData()))
                    .endObject();
        }
        return json.endList().number("dropped", event.getDropped()).end();
    }

    private static Message encode(MessageType type, CommandContext context) {
        return new JsonMessage(type, context.getTime())
                .text("executionId", context.getExecutionId().toString())
                .text("workflowId", context.getWorkflowId())
                .noNumber("sequence")
                .end();
    }

    private static JsonMessage begin(MessageType type, EventContext context) {
        return new JsonMessage(type, context.getTime())
                .text("executionId", context.getExecutionId().toString())
                .text("workflowId", context.getWorkflowId())
                .number("sequence", context.getSequence());
    }

    private static JsonMessage execution(MessageType type, EventContext context) {
        return begin(type, context)
                .text("status", JsonMessage.status(context.getStatus()))
                .number("workflowVersion", context.getWorkflowVersion())
                .flag("test", context.getTest())
                .time("createdAt", Optional.of(context.getCreatedAt()));
    }

    private static JsonMessage node(MessageType type, EventContext context, String nodeId, String iteration) {
        return begin(type, context)
                .text("executionStatus", JsonMessage.status(context.getStatus()))
                .text("nodeId", nodeId)
                .iteration(iteration);
    }
}
