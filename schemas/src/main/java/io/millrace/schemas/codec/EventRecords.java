package io.millrace.schemas.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.KeyAccepted;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the Kafka records of events: key, partition, headers and value. */
public final class EventRecords {
    private static final byte[] SPEC_VERSION = "1.0".getBytes(UTF_8);
    private static final byte[] CONTENT_TYPE = "application/avro".getBytes(UTF_8);

    private final byte[] source;

    /**
     * For the records of one service.
     *
     * @param service its module's name, which becomes the CloudEvents source
     */
    public EventRecords(String service) {
        this.source = ("/millrace/" + service).getBytes(UTF_8);
    }

    /** The context that is the first field of every numbered record. */
    public static EventContext context(SpecificRecord event) {
        return (EventContext) event.get(0);
    }

    /** A numbered record of an execution, at the partition that the execution's id carries. */
    public ProducerRecord<byte[], byte[]> numbered(String topic, SpecificRecord event) {
        EventContext context = context(event);
        var record = ofExecution(topic, context.getExecutionId(), event);
        String id = context.getExecutionId() + "/" + context.getSequence();
        addHeaders(record, event, id, context.getExecutionId().toString(), context.getTime());
        add(record, EventHeaders.OWNER, context.getOwnerId());
        add(record, EventHeaders.WORKFLOW, context.getWorkflowId());
        add(record, EventHeaders.SEQUENCE, Integer.toString(context.getSequence()));
        return record;
    }

    /** A record that asks for something, at the partition that the execution's id carries. */
    public ProducerRecord<byte[], byte[]> command(String topic, SpecificRecord command, UUID id) {
        var context = (CommandContext) command.get(0);
        var record = ofExecution(topic, context.getExecutionId(), command);
        addHeaders(record, command, id.toString(), context.getExecutionId().toString(), context.getTime());
        add(record, EventHeaders.OWNER, context.getOwnerId());
        add(record, EventHeaders.WORKFLOW, context.getWorkflowId());
        return record;
    }

    /** A record of a compacted topic about a workflow. */
    public ProducerRecord<byte[], byte[]> definition(
            String topic, String key, SpecificRecord change, UUID id, String workflowId, String ownerId, Instant time) {
        var record = new ProducerRecord<>(topic, key.getBytes(UTF_8), EventCodec.encode(change));
        addHeaders(record, change, id.toString(), workflowId, time);
        add(record, EventHeaders.OWNER, ownerId);
        add(record, EventHeaders.WORKFLOW, workflowId);
        return record;
    }

    /** A record of a compacted topic about a credential; its subject names the credential, never what is in it. */
    public ProducerRecord<byte[], byte[]> credential(
            String topic, String key, SpecificRecord change, UUID id, String ownerId, Instant time) {
        var record = new ProducerRecord<>(topic, key.getBytes(UTF_8), EventCodec.encode(change));
        addHeaders(record, change, id.toString(), key, time);
        add(record, EventHeaders.OWNER, ownerId);
        return record;
    }

    /** That an execution has an idempotency key, at the partition that the execution's id carries. */
    public ProducerRecord<byte[], byte[]> keyAccepted(KeyAccepted accepted) {
        UUID executionId = accepted.getExecutionId();
        var record = new ProducerRecord<>(
                Topics.KEYS,
                ExecutionId.partitionOf(executionId),
                Payload.bytes(accepted.getKeyHash()),
                EventCodec.encode(accepted));
        addHeaders(record, accepted, executionId.toString(), executionId.toString(), accepted.getCreatedAt());
        add(record, EventHeaders.OWNER, accepted.getOwnerId());
        add(record, EventHeaders.WORKFLOW, accepted.getWorkflowId());
        return record;
    }

    private static ProducerRecord<byte[], byte[]> ofExecution(String topic, UUID executionId, SpecificRecord event) {
        return new ProducerRecord<>(
                topic,
                ExecutionId.partitionOf(executionId),
                executionId.toString().getBytes(UTF_8),
                EventCodec.encode(event));
    }

    private void addHeaders(
            ProducerRecord<byte[], byte[]> record, SpecificRecord event, String id, String subject, Instant time) {
        record.headers()
                .add(EventHeaders.SPEC_VERSION, SPEC_VERSION)
                .add(EventHeaders.SOURCE, source)
                .add(EventHeaders.CONTENT_TYPE, CONTENT_TYPE);
        add(record, EventHeaders.TYPE, EventHeaders.typeName(event.getSchema().getName()));
        add(record, EventHeaders.ID, id);
        add(record, EventHeaders.SUBJECT, subject);
        add(record, EventHeaders.TIME, time.toString());
    }

    private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(UTF_8));
    }
}
