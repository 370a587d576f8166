package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ScheduleFired;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a new owner finds in the logs of a partition about the executions that are under way. */
final class Found {
    private static final Logger log = LoggerFactory.getLogger(Found.class);

    private static final String SCHEDULE_FIRED =
            EventHeaders.typeName(ScheduleFired.getClassSchema().getName());

    private final long triggersRead;
    private final long eventsEnd;
    private final long keysEnd;
    private final Map<UUID, Checkpoint> checkpoints = new HashMap<>();
    private final Map<UUID, byte[]> payloads = new HashMap<>();
    private final Map<String, Instant> schedules = new HashMap<>();
    private Journal journal = new Journal();

    /**
     * Nothing yet.
     *
     * @param triggersRead behind this trigger the journal has nothing to tell
     * @param eventsEnd the end of the events now
     * @param keysEnd the end of the keys now
     */
    Found(long triggersRead, long eventsEnd, long keysEnd) {
        this.triggersRead = triggersRead;
        this.eventsEnd = eventsEnd;
        this.keysEnd = keysEnd;
    }

    /** Takes in the next record of the events. */
    void event(ConsumerRecord<byte[], byte[]> record) {
        journal.add(record);
    }

    /** Takes in the next record of the checkpoints; the events must be known. Payloads are kept only where needed. */
    void checkpoint(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (EventHeaders.type(record.headers())
                    .filter(SCHEDULE_FIRED::equals)
                    .isPresent()) {
                var fired = EventCodec.decode(record.value(), ScheduleFired.class);
                schedules.put(Scheduled.key(fired.getWorkflowId(), fired.getNodeId()), fired.getDueAt());
                return;
            }
            UUID id = UUID.fromString(new String(record.key(), UTF_8));
            payloads.remove(id);
            if (record.value() == null) {
                checkpoints.remove(id);
                return;
            }
            Checkpoint checkpoint = Checkpoint.of(record);
            checkpoints.put(id, checkpoint);
            if (checkpoint.rest() == Checkpoint.Rest.NONE || journal.lastSequence(id) > checkpoint.sequence()) {
                payloads.put(id, record.value());
            }
        } catch (IllegalArgumentException | UndecodableEventException e) {
            log.error("{}-{}@{} is no checkpoint", record.topic(), record.partition(), record.offset(), e);
        }
    }

    long triggersRead() {
        return triggersRead;
    }

    long eventsEnd() {
        return eventsEnd;
    }

    long keysEnd() {
        return keysEnd;
    }

    Journal journal() {
        return journal;
    }

    /** Whether a trigger at this offset may have a course in the journal. */
    boolean mayHaveCourse(long offset) {
        return offset < triggersRead;
    }

    Map<UUID, Checkpoint> checkpoints() {
        return checkpoints;
    }

    /** The payload of a checkpoint whose execution does not only sleep. */
    Optional<byte[]> takePayload(UUID executionId) {
        return Optional.ofNullable(payloads.remove(executionId));
    }

    /** Up to which time each schedule was served. */
    Map<String, Instant> schedules() {
        return schedules;
    }

    /** All of it is known to the partition. */
    void clear() {
        checkpoints.clear();
        payloads.clear();
        schedules.clear();
        journal = new Journal();
    }
}
