package io.millrace.recorder.record;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.CallbackKept;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.OwnerDeleted;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads records of the triggers and of the events, and lets through only what can belong into the history. */
final class HistoryReader {
    private final Predicate<Instant> plausible;

    /** @param plausible whether an execution can have been created then */
    HistoryReader(Predicate<Instant> plausible) {
        this.plausible = plausible;
    }

    SpecificRecord read(ConsumerRecord<byte[], byte @Nullable []> record) throws UnusableRecordException {
        if (record.value() == null) {
            throw new UnusableRecordException("there is no value");
        }
        SpecificRecord event;
        try {
            event = EventCodec.decode(record.value());
        } catch (UndecodableEventException e) {
            throw new UnusableRecordException(e);
        }
        if (!record.topic().equals(topicOf(event))) {
            throw new UnusableRecordException(
                    "a " + event.getSchema().getName() + " does not belong into " + record.topic());
        }
        switch (event.get(0)) {
            case EventContext context -> {
                check(context.getExecutionId(), record.partition());
                check(context.getExecutionId(), context.getCreatedAt());
                check(context, event instanceof TriggerReceived);
            }
            case CommandContext context -> check(context.getExecutionId(), record.partition());
            default -> {} // about no single execution
        }
        return event;
    }

    /** When the execution that an id names was created, as far as the id tells: a derived one tells only the day. */
    static Instant createdAt(UUID id) {
        return id.version() == 7
                ? ExecutionId.createdAt(id)
                : ExecutionId.day(id).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Whoever has an id finds all its records in one place; nothing may contradict that. */
    private static void check(UUID id, int partition) throws UnusableRecordException {
        if (!ExecutionId.isExecutionId(id)) {
            throw new UnusableRecordException(id + " is no execution id");
        }
        if (ExecutionId.partitionOf(id) != partition) {
            throw new UnusableRecordException(id + " does not belong into partition " + partition);
        }
    }

    /** A row whose number is 0 is one that only a trigger has told of. */
    private static void check(EventContext context, boolean trigger) throws UnusableRecordException {
        if (trigger ? context.getSequence() != 0 : context.getSequence() < 1) {
            throw new UnusableRecordException("the number " + context.getSequence() + " is no "
                    + (trigger ? "trigger's, which is 0" : "event's, which begin at 1"));
        }
    }

    /** Whoever has an id finds its rows by it; and there is no end of partitions that times could ask for. */
    private void check(UUID id, Instant createdAt) throws UnusableRecordException {
        boolean asTheIdSays = id.version() == 7
                ? ExecutionId.createdAt(id).equals(createdAt)
                : ExecutionId.day(id).equals(LocalDate.ofInstant(createdAt, ZoneOffset.UTC));
        if (!asTheIdSays) {
            throw new UnusableRecordException(id + " was not created at " + createdAt);
        }
        if (!plausible.test(createdAt)) {
            throw new UnusableRecordException(
                    "created at " + createdAt + ", which is before there were any, or more than a day ahead");
        }
    }

    private static String topicOf(SpecificRecord event) {
        return switch (event) {
            case TriggerReceived _, CancelRequested _, CallbackReceived _, ExecutionDeleted _, OwnerDeleted _ ->
                Topics.TRIGGERS;
            case ExecutionQueued _, ExecutionStarted _, ExecutionFinished _, LogsEmitted _ -> Topics.EVENTS;
            case NodeStarted _, NodeAttemptFailed _, NodeWaiting _, NodeCompleted _, CallbackKept _ -> Topics.EVENTS;
            default -> "";
        };
    }
}
