package io.millrace.worker.loop;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.worker.execution.Execution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the events of a partition tell about the executions that a new owner finds. */
final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /**
     * The recorded course of an unfinished execution.
     *
     * @param events in order
     * @param lastSequence the number of the last one
     * @param damage why the events cannot be folded; empty if they can
     */
    record Course(List<SpecificRecord> events, int lastSequence, Optional<String> damage) {
        private static final Course NONE = new Course(List.of(), 0, Optional.empty());
    }

    private final Map<UUID, Course> unfinished = new HashMap<>();
    private final Set<UUID> finished = new HashSet<>();

    /** Takes in the next record of the events. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        UUID id = EventHeaders.executionId(record.headers()).orElse(null);
        if (id == null) {
            log.error("{}-{}@{} names no execution; passed over", record.topic(), record.partition(), record.offset());
            return;
        }
        try {
            SpecificRecord event = EventCodec.decode(record.value());
            if (Execution.isTerminal(EventRecords.context(event).getStatus())) {
                unfinished.remove(id);
                finished.add(id);
            } else {
                unfinished.merge(id, started(event), (before, now) -> continued(before, event));
            }
        } catch (UndecodableEventException e) {
            log.error(
                    "{}-{}@{} of execution {} is damaged", record.topic(), record.partition(), record.offset(), id, e);
            int sequence = EventHeaders.sequence(record.headers());
            var damage = Optional.of(String.valueOf(e.getMessage()));
            unfinished.merge(
                    id,
                    new Course(List.of(), sequence, damage),
                    (before, now) -> new Course(before.events(), sequence, damage));
        }
    }

    /** Whether the execution has ended; asked once, then forgotten. */
    boolean takeFinished(UUID executionId) {
        return finished.remove(executionId);
    }

    /** The course of an unfinished execution; asked once, then forgotten. */
    Optional<Course> takeUnfinished(UUID executionId) {
        return Optional.ofNullable(unfinished.remove(executionId));
    }

    private static Course started(SpecificRecord event) {
        return continued(Course.NONE, event);
    }

    private static Course continued(Course before, SpecificRecord event) {
        var events = before.events().isEmpty() ? new ArrayList<SpecificRecord>() : before.events();
        events.add(event);
        return new Course(events, EventRecords.context(event).getSequence(), before.damage());
    }
}
