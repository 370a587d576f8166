package io.millrace.notifier.stream;

import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.id.ExecutionId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record that somebody may be told of: known by its headers, decoded when the first receiver is there. */
final class StreamRecord {
    /** About what an entry of the window takes besides its value. */
    private static final int OVERHEAD_BYTES = 800;

    private final int lane;
    private final long offset;
    private final MessageType type;
    private final String owner;
    private final String workflowId;
    private final UUID executionId;
    private final int size;
    private @Nullable Supplier<ConsumerRecord<byte[], byte[]>> source;
    private @Nullable Message message;

    private StreamRecord(
            int lane,
            MessageType type,
            String owner,
            String workflowId,
            UUID executionId,
            ConsumerRecord<byte[], byte[]> source) {
        this.lane = lane;
        this.offset = source.offset();
        this.type = type;
        this.owner = owner;
        this.workflowId = workflowId;
        this.executionId = executionId;
        this.source = () -> source;
        this.size = OVERHEAD_BYTES + source.serializedValueSize();
    }

    /** The record by its headers; empty where nobody is told of its type, or it does not say whose it is. */
    static Optional<StreamRecord> of(int lane, ConsumerRecord<byte[], byte[]> source, DeadLetterBox deadLetters) {
        Optional<MessageType> type = EventHeaders.type(source.headers()).flatMap(MessageType::ofRecord);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> owner = EventHeaders.owner(source.headers());
        Optional<String> workflow = EventHeaders.workflow(source.headers());
        Optional<UUID> execution = EventHeaders.executionId(source.headers());
        if (owner.isEmpty() || workflow.isEmpty() || execution.isEmpty()) {
            deadLetters.put(source, "its headers do not say whose it is");
            return Optional.empty();
        }
        return Optional.of(new StreamRecord(lane, type.get(), owner.get(), workflow.get(), execution.get(), source));
    }

    /** Its message, encoded by the first who asks; empty if it cannot be decoded. */
    synchronized Optional<Message> message(MessageEncoder encoder, DeadLetterBox deadLetters) {
        if (source != null) {
            ConsumerRecord<byte[], byte[]> record = source.get();
            try {
                message = encoder.encode(type, record.value()).orElse(null);
                if (message == null) {
                    deadLetters.put(record, "it is not what its headers say");
                }
            } catch (UndecodableEventException e) {
                deadLetters.put(record, String.valueOf(e.getMessage()));
            }
            source = null;
        }
        return Optional.ofNullable(message);
    }

    /** Lets go of what it was fetched with, as it is to be kept. */
    synchronized StreamRecord detached() {
        if (source != null) {
            source = new PackedRecord(source.get());
        }
        return this;
    }

    /** Whether nobody has asked for its message. */
    synchronized boolean isUntold() {
        return source != null;
    }

    int lane() {
        return lane;
    }

    long offset() {
        return offset;
    }

    String owner() {
        return owner;
    }

    String workflowId() {
        return workflowId;
    }

    UUID executionId() {
        return executionId;
    }

    /** Whether it is the trigger of an execution whose id was derived from a delivery, which can come again. */
    boolean isOfDelivery() {
        return type == MessageType.TRIGGERED && ExecutionId.isDerived(executionId);
    }

    /** About what it takes of memory, in bytes. */
    int size() {
        return size;
    }
}
