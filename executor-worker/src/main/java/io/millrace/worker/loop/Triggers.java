package io.millrace.worker.loop;

import io.millrace.schemas.codec.DeadLetters;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.worker.execution.Decider;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Failures;
import io.millrace.worker.execution.Identity;
import io.millrace.worker.execution.IllegalTransitionException;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.execution.Plan;
import io.millrace.worker.execution.Start;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes executions of what is read from the triggers: new ones, and those that were under way at a takeover. */
final class Triggers {
    private static final Logger log = LoggerFactory.getLogger(Triggers.class);

    private final Definitions definitions;
    private final DefinitionsEnd definitionsEnd;

    /** Asks the broker up to where definitions were published. */
    @FunctionalInterface
    interface DefinitionsEnd {
        long sample();
    }

    Triggers(Definitions definitions, DefinitionsEnd definitionsEnd) {
        this.definitions = definitions;
        this.definitionsEnd = definitionsEnd;
    }

    /** Takes in the next record; what it leads to is put into the partition or the batch. */
    void read(ConsumerRecord<byte[], byte[]> record, Partition partition, Batch batch, Instant now) {
        try {
            SpecificRecord decoded = EventCodec.decode(record.value());
            if (!(decoded instanceof TriggerReceived trigger)) {
                poison(record, partition, batch, "a " + decoded.getSchema().getName() + " is not acted upon");
            } else if (placed(trigger) != record.partition()) {
                poison(record, partition, batch, "its execution id belongs to partition " + placed(trigger));
            } else {
                received(trigger, record.offset(), partition, batch, now);
            }
        } catch (UndecodableEventException | IllegalArgumentException e) {
            poison(record, partition, batch, String.valueOf(e.getMessage()));
        }
    }

    /** Looks again at the triggers whose version was not known. */
    void unpark(Partition partition, Batch batch, Instant now) {
        for (var entry : Map.copyOf(partition.parked).entrySet()) {
            TriggerReceived trigger = entry.getValue().trigger();
            boolean known = plan(trigger).isPresent();
            if (known || definitions.position() >= entry.getValue().definitionsEnd()) {
                partition.parked.remove(entry.getKey());
                begin(trigger, partition, batch, now);
            }
        }
    }

    private void received(TriggerReceived trigger, long offset, Partition partition, Batch batch, Instant now) {
        UUID id = trigger.getContext().getExecutionId();
        if (partition.inJournal(offset) && partition.journal().takeFinished(id)) {
            partition.ledger.passed(offset);
            return;
        }
        Optional<Journal.Course> course =
                partition.inJournal(offset) ? partition.journal().takeUnfinished(id) : Optional.empty();
        if (course.isPresent()) {
            partition.ledger.read(offset, id);
            resume(trigger, course.get(), partition, batch, now);
        } else if (partition.ledger.decidedBefore(offset) || partition.knows(id)) {
            // Decided by an earlier owner without a trace in the journal, or the record of an execution that runs
            // already.
            partition.ledger.passed(offset);
        } else {
            partition.ledger.read(offset, id);
            if (plan(trigger).isPresent()) {
                begin(trigger, partition, batch, now);
            } else {
                partition.parked.put(id, new Partition.Parked(trigger, definitionsEnd.sample()));
            }
        }
    }

    private void begin(TriggerReceived trigger, Partition partition, Batch batch, Instant now) {
        Identity identity = Identity.of(trigger.getContext());
        Optional<Plan> plan = plan(trigger);
        if (plan.isEmpty()) {
            Failure failure = Failures.of(
                    "unknown-version",
                    "version %d of workflow %s does not exist or cannot be run"
                            .formatted(identity.workflowVersion(), identity.workflowId()));
            end(identity, 0, Optional.empty(), failure, partition, batch, now);
        } else if (plan.get().workflow().find(trigger.getTrigger().getNodeId()).isEmpty()) {
            Failure failure = Failures.of(
                    "unknown-node",
                    "version %d of workflow %s has no node %s"
                            .formatted(
                                    identity.workflowVersion(),
                                    identity.workflowId(),
                                    trigger.getTrigger().getNodeId()));
            end(identity, 0, Optional.empty(), failure, partition, batch, now);
        } else {
            var start = Start.of(identity, plan.get(), trigger.getTrigger());
            partition.put(Execution.accepted(start));
            partition.give(identity.executionId(), new Input.Accepted());
        }
    }

    /** An execution that was under way goes on where its events end. */
    private void resume(TriggerReceived trigger, Journal.Course course, Partition partition, Batch batch, Instant now) {
        Identity identity = Identity.of(trigger.getContext());
        try {
            Plan plan = plan(trigger)
                    .orElseThrow(() -> new IllegalStateException("its version is no longer in the definitions"));
            Execution execution = Execution.accepted(Start.of(identity, plan, trigger.getTrigger()));
            if (course.damage().isPresent()) {
                throw new IllegalStateException(course.damage().get());
            }
            for (SpecificRecord event : course.events()) {
                execution = execution.apply(event);
            }
            partition.put(execution);
            for (NodeKey key : execution.progress().running()) {
                partition.give(identity.executionId(), new Input.Restart(key));
            }
            partition.give(identity.executionId(), new Input.Resumed());
        } catch (IllegalTransitionException | IllegalStateException | IllegalArgumentException e) {
            log.error("execution {} cannot be resumed from its events", identity.executionId(), e);
            var failure = Failures.of("unrecoverable", "the recorded course cannot be resumed: " + e.getMessage());
            end(identity, course.lastSequence(), Optional.empty(), failure, partition, batch, now);
        }
    }

    private static void end(
            Identity identity,
            int lastSequence,
            Optional<Instant> startedAt,
            Failure failure,
            Partition partition,
            Batch batch,
            Instant now) {
        batch.write(partition, Decider.ended(identity, lastSequence, startedAt, ExecutionStatus.FAILED, failure, now));
        partition.ledger.finished(identity.executionId());
    }

    private static void poison(ConsumerRecord<byte[], byte[]> record, Partition partition, Batch batch, String reason) {
        log.error("{}-{}@{} goes to the dead letters: {}", record.topic(), record.partition(), record.offset(), reason);
        batch.writeDeadLetter(partition, DeadLetters.of("executor-worker", record, reason));
        partition.ledger.passed(record.offset());
    }

    private static int placed(TriggerReceived trigger) {
        return ExecutionId.partitionOf(EventRecords.context(trigger).getExecutionId());
    }

    private Optional<Plan> plan(TriggerReceived trigger) {
        var context = trigger.getContext();
        try {
            return definitions.plan(context.getWorkflowId(), context.getWorkflowVersion());
        } catch (IllegalArgumentException e) {
            log.error("{} version {} cannot be run", context.getWorkflowId(), context.getWorkflowVersion(), e);
            return Optional.empty();
        }
    }
}
