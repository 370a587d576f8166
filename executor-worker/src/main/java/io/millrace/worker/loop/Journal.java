package io.millrace.worker.loop;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventHeaders;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.worker.execution.Execution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
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
     * @param offset where the first one is
     * @param damage why the events cannot be folded; empty if they can
     */
    record Course(List<SpecificRecord> events, int lastSequence, long offset, Optional<String> damage) {

        /** The trigger of an execution that has no other record of it. */
        Optional<Trigger> trigger() {
            return events.isEmpty()
                    ? Optional.empty()
                    : switch (events.getFirst()) {
                        case ExecutionStarted started -> started.getTrigger();
                        case ExecutionQueued queued -> queued.getTrigger();
                        default -> Optional.empty();
                    };
        }
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
                Course before = unfinished.get(id);
                unfinished.put(id, before == null ? begun(event, record.offset()) : continued(before, event));
            }
        } catch (UndecodableEventException e) {
            log.error(
                    "{}-{}@{} of execution {} is damaged", record.topic(), record.partition(), record.offset(), id, e);
            int sequence = EventHeaders.sequence(record.headers());
            var damage = Optional.of(String.valueOf(e.getMessage()));
            unfinished.merge(
                    id,
                    new Course(List.of(), sequence, record.offset(), damage),
                    (before, now) -> new Course(before.events(), sequence, before.offset(), damage));
        }
    }

    /** The execution has ended since. */
    void ended(UUID executionId) {
        finished.add(executionId);
    }

    /** Whether the execution has ended; asked once, then forgotten, unless its trigger may have repeats. */
    boolean takeFinished(UUID executionId) {
        return ExecutionId.isDerived(executionId) ? finished.contains(executionId) : finished.remove(executionId);
    }

    /** The course of an unfinished execution; asked once, then forgotten. */
    Optional<Course> takeUnfinished(UUID executionId) {
        return Optional.ofNullable(unfinished.remove(executionId));
    }

    /** The number of the execution's last event, if it is unfinished; -1 if none is known. */
    int lastSequence(UUID executionId) {
        Course course = unfinished.get(executionId);
        return course == null ? -1 : course.lastSequence();
    }

    /** Takes the courses of unfinished executions that began inside a worker, in the order in which they began. */
    SequencedMap<UUID, Course> takeInside() {
        var inside = new LinkedHashMap<UUID, Course>();
        unfinished.entrySet().stream()
                .filter(entry -> entry.getValue().trigger().isPresent())
                .sorted(Comparator.comparingLong(entry -> entry.getValue().offset()))
                .forEach(entry -> inside.put(entry.getKey(), entry.getValue()));
        inside.keySet().forEach(unfinished::remove);
        return inside;
    }

    /** Whether every unfinished execution was taken. */
    boolean isTaken() {
        return unfinished.isEmpty();
    }

    private static Course begun(SpecificRecord event, long offset) {
        var events = new ArrayList<SpecificRecord>();
        events.add(event);
        return new Course(events, EventRecords.context(event).getSequence(), offset, Optional.empty());
    }

    private static Course continued(Course before, SpecificRecord event) {
        var events = before.events().isEmpty() ? new ArrayList<SpecificRecord>() : before.events();
        events.add(event);
        return new Course(events, EventRecords.context(event).getSequence(), before.offset(), before.damage());
    }
}
