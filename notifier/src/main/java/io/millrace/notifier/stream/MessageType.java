package io.millrace.notifier.stream;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.TriggerReceived;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The records that become messages, and what their messages are called. */
enum MessageType {
    TRIGGERED(TriggerReceived.getClassSchema(), "execution.queued"),
    QUEUED(ExecutionQueued.getClassSchema(), "execution.queued"),
    STARTED(ExecutionStarted.getClassSchema(), "execution.started"),
    NODE_STARTED(NodeStarted.getClassSchema(), "node.started"),
    NODE_ATTEMPT_FAILED(NodeAttemptFailed.getClassSchema(), "node.attemptFailed"),
    NODE_WAITING(NodeWaiting.getClassSchema(), "node.waiting"),
    NODE_COMPLETED(NodeCompleted.getClassSchema(), "node.completed"),
    LOGS(LogsEmitted.getClassSchema(), "log"),
    FINISHED(ExecutionFinished.getClassSchema(), "execution.finished"),
    DELETED(ExecutionDeleted.getClassSchema(), "execution.deleted");

    private static final Map<String, MessageType> BY_RECORD_TYPE =
            Stream.of(values()).collect(toUnmodifiableMap(type -> type.recordType, identity()));

    private final String recordType;
    private final String wireName;

    MessageType(Schema schema, String wireName) {
        this.recordType = EventHeaders.typeName(schema.getName());
        this.wireName = wireName;
    }

    /** Which message a record with this {@code ce_type} becomes; empty where nobody is told of it. */
    static Optional<MessageType> ofRecord(String recordType) {
        return Optional.ofNullable(BY_RECORD_TYPE.get(recordType));
    }

    /** Which message a record becomes. */
    static Optional<MessageType> of(SpecificRecord record) {
        return ofRecord(EventHeaders.typeName(record.getSchema().getName()));
    }

    /** The message's {@code type}. */
    String wireName() {
        return wireName;
    }
}
