package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.execution.Checkpoints;
import io.millrace.worker.execution.Execution;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What is known of an execution that was written down whole, without its payload: all that it costs while it sleeps.
 * Everything but the offset is in the record's headers.
 *
 * @param createdAt when its trigger was accepted, in milliseconds since 1970
 * @param sequence the number of the last event that it includes
 * @param offset where it is in the checkpoints; -1 before it is written
 * @param limit how many executions of the workflow may run, this one counted; 0 if it is not counted
 */
record Checkpoint(
        UUID executionId,
        String workflowId,
        int workflowVersion,
        String ownerId,
        long createdAt,
        int sequence,
        long offset,
        Optional<Instant> due,
        int limit,
        Rest rest) {
    private static final EventRecords RECORDS = new EventRecords("executor-worker");
    private static final String CREATED = "millrace_created";
    private static final String DUE = "millrace_due";
    private static final String LIMIT = "millrace_limit";
    private static final String REST = "millrace_rest";
    private static final String VERSION = "millrace_version";

    /** What the execution does after it was written down. */
    enum Rest {
        /** It goes on: it was written down so that its trigger and its events need not be kept. */
        NONE,
        /** Only its time or something from outside moves it. */
        ASLEEP,
        /** It waits in line to begin. */
        QUEUED
    }

    /** A checkpoint that is not written yet, and the record that it will be. */
    record Written(Checkpoint checkpoint, ProducerRecord<byte[], byte[]> record) {}

    static Written of(Execution execution, Rest rest, Instant now) {
        ExecutionCheckpointed payload = Checkpoints.of(execution, now);
        var identity = execution.identity();
        var checkpoint = new Checkpoint(
                identity.executionId(),
                identity.workflowId(),
                identity.workflowVersion(),
                identity.ownerId(),
                identity.createdAt().toEpochMilli(),
                execution.sequence(),
                -1,
                execution.nextDue(),
                limit(execution),
                rest);
        var record = RECORDS.numbered(Topics.CHECKPOINTS, payload);
        checkpoint.due.ifPresent(at -> add(record, DUE, Long.toString(at.toEpochMilli())));
        if (identity.executionId().version() != 7) { // which tells the time itself
            add(record, CREATED, Long.toString(checkpoint.createdAt));
        }
        add(record, LIMIT, Integer.toString(checkpoint.limit));
        add(record, REST, rest.name().toLowerCase(Locale.ROOT));
        add(record, VERSION, Integer.toString(identity.workflowVersion()));
        return new Written(checkpoint, record);
    }

    /** The record that takes an execution's checkpoint away. */
    static ProducerRecord<byte[], byte[]> tombstone(UUID executionId) {
        return new ProducerRecord<>(
                Topics.CHECKPOINTS,
                ExecutionId.partitionOf(executionId),
                executionId.toString().getBytes(UTF_8),
                null);
    }

    /**
     * Reads the headers of a checkpoint.
     *
     * @throws IllegalArgumentException if they are none
     */
    static Checkpoint of(ConsumerRecord<byte[], byte[]> record) {
        var headers = record.headers();
        UUID id =
                EventHeaders.executionId(headers).orElseThrow(() -> new IllegalArgumentException("names no execution"));
        return new Checkpoint(
                id,
                EventHeaders.workflow(headers)
                        .orElseThrow(() -> new IllegalArgumentException("names no workflow"))
                        .intern(), // few workflows have many sleepers
                Integer.parseInt(text(record, VERSION)),
                EventHeaders.owner(headers).orElse("").intern(),
                id.version() == 7 ? ExecutionId.createdAt(id).toEpochMilli() : Long.parseLong(text(record, CREATED)),
                EventHeaders.sequence(headers),
                record.offset(),
                headers.lastHeader(DUE) == null
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(Long.parseLong(text(record, DUE)))),
                Integer.parseInt(text(record, LIMIT)),
                Rest.valueOf(text(record, REST).toUpperCase(Locale.ROOT)));
    }

    Checkpoint at(long written) {
        return new Checkpoint(
                executionId, workflowId, workflowVersion, ownerId, createdAt, sequence, written, due, limit, rest);
    }

    /**
     * How many executions of its workflow may run with this one; 0 if it is not counted, as those that others start.
     */
    static int limit(Execution execution) {
        Trigger trigger = execution.start().trigger();
        return trigger.getParent().isPresent() || trigger.getKind() == TriggerKind.FAILURE
                ? 0
                : execution.start().plan().workflow().settings().maxConcurrent().orElse(0);
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null) {
            throw new IllegalArgumentException("has no header " + name);
        }
        return new String(header.value(), UTF_8);
    }

    private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(UTF_8));
    }
}
