package io.millrace.worker.loop;

import io.millrace.schemas.codec.DeadLetters;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.OwnerDeleted;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in what the gateway wrote: triggers, which make executions, and commands. */
final class Triggers {
    private static final Logger log = LoggerFactory.getLogger(Triggers.class);

    private final Beginnings beginnings;
    private final Deliveries deliveries;
    private final Commands commands;

    Triggers(Beginnings beginnings, Commands commands) {
        this.beginnings = beginnings;
        this.deliveries = new Deliveries(beginnings);
        this.commands = commands;
    }

    /** Takes in the next record; what it leads to is put into the partition or the batch. */
    void read(ConsumerRecord<byte[], byte[]> record, Partition partition, Batch batch, Instant now) {
        try {
            SpecificRecord decoded = EventCodec.decode(record.value());
            Optional<UUID> executionId = executionId(decoded);
            if (executionId.isPresent() && ExecutionId.partitionOf(executionId.get()) != record.partition()) {
                throw new IllegalArgumentException(
                        "its execution id belongs to partition " + ExecutionId.partitionOf(executionId.get()));
            }
            if (decoded instanceof TriggerReceived trigger) {
                received(trigger, record.offset(), partition, batch, now);
            } else {
                commanded(decoded, record.offset(), partition, batch, now);
            }
        } catch (UndecodableEventException | IllegalArgumentException e) {
            log.error(
                    "{}-{}@{} goes to the dead letters: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            batch.writeDeadLetter(partition, DeadLetters.of("executor-worker", record, String.valueOf(e.getMessage())));
            partition.ledger.passed(record.offset());
        }
    }

    private static Optional<UUID> executionId(SpecificRecord decoded) {
        return switch (decoded) {
            case TriggerReceived trigger -> Optional.of(trigger.getContext().getExecutionId());
            case OwnerDeleted deleted -> Optional.empty();
            case CancelRequested cancel -> Optional.of(cancel.getContext().getExecutionId());
            case CallbackReceived callback -> Optional.of(callback.getContext().getExecutionId());
            case ExecutionDeleted deleted -> Optional.of(deleted.getContext().getExecutionId());
            default ->
                throw new IllegalArgumentException("a " + decoded.getSchema().getName() + " is not acted upon");
        };
    }

    private void received(TriggerReceived trigger, long offset, Partition partition, Batch batch, Instant now) {
        UUID id = trigger.getContext().getExecutionId();
        Journal journal = partition.found().journal();
        boolean mayHaveCourse = partition.found().mayHaveCourse(offset);
        if (partition.knows(id)) {
            batch.countRepeat();
            partition.ledger.passed(offset);
            return;
        }
        if (mayHaveCourse && journal.takeFinished(id)) {
            partition.ledger.passed(offset);
            return;
        }
        Optional<Journal.Course> course = mayHaveCourse ? journal.takeUnfinished(id) : Optional.empty();
        if (course.isPresent()) {
            partition.ledger.read(offset, id, now);
            beginnings.begin(Origin.of(trigger, course.get()), partition, batch, now);
        } else if (partition.ledger.decidedBefore(offset)) {
            partition.ledger.passed(offset); // decided by an earlier owner without a trace: it was a repeat
        } else {
            partition.ledger.read(offset, id, now);
            partition.whenSettled(batch, settling -> begin(trigger, partition, settling, now));
        }
    }

    private void commanded(SpecificRecord command, long offset, Partition partition, Batch batch, Instant now) {
        if (partition.ledger.decidedBefore(offset)) {
            partition.ledger.passed(offset);
            return;
        }
        partition.ledger.commanded(offset, now);
        partition.whenSettled(batch, settling -> {
            if (mayConcernAKey(command)) {
                partition.keys.whenKnown(settling, knowing -> commands.obey(command, offset, partition, knowing, now));
            } else {
                commands.obey(command, offset, partition, settling, now);
            }
        });
    }

    private void begin(TriggerReceived trigger, Partition partition, Batch batch, Instant now) {
        if (Deliveries.hasKey(trigger)) {
            partition.keys.whenKnown(batch, knowing -> deliveries.begin(trigger, partition, knowing, now));
        } else {
            beginnings.begin(Origin.of(trigger), partition, batch, now);
        }
    }

    /** What is meant for an execution whose trigger may wait for the keys has to wait behind it. */
    private static boolean mayConcernAKey(SpecificRecord command) {
        return executionId(command).map(ExecutionId::isDerived).orElse(true);
    }
}
