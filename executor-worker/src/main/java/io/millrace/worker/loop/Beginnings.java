package io.millrace.worker.loop;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Failures;
import io.millrace.worker.execution.Identity;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.execution.Plan;
import io.millrace.worker.execution.Start;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings executions into memory: new ones, those that were under way at a takeover, and sleepers that wake. */
final class Beginnings {
    private static final Logger log = LoggerFactory.getLogger(Beginnings.class);

    private final Definitions definitions;
    private final DefinitionsEnd definitionsEnd;

    /** Asks the broker up to where definitions were published. */
    @FunctionalInterface
    interface DefinitionsEnd {
        long sample();
    }

    Beginnings(Definitions definitions, DefinitionsEnd definitionsEnd) {
        this.definitions = definitions;
        this.definitionsEnd = definitionsEnd;
    }

    /** Brings an execution into memory; while its version is not known it is parked. */
    void begin(Origin origin, Partition partition, Batch batch, Instant now) {
        begin(origin, List.of(), partition, batch, now);
    }

    private void begin(Origin origin, List<Input> inputs, Partition partition, Batch batch, Instant now) {
        Optional<Plan> plan = plan(origin.identity());
        if (plan.isPresent()) {
            begin(origin, plan.get(), inputs, partition, batch, now);
        } else {
            partition.parked.put(
                    origin.executionId(), new Parked(origin, definitionsEnd.sample(), new ArrayList<>(inputs)));
        }
    }

    /** Looks again at the executions whose version was not known. */
    void unpark(Partition partition, Batch batch, Instant now) {
        for (Parked parked : List.copyOf(partition.parked.values())) {
            Origin origin = parked.origin();
            // The position first: whatever is known up to there is then found.
            boolean allKnown = definitions.position() >= parked.definitionsEnd();
            Optional<Plan> plan = plan(origin.identity());
            if (plan.isPresent()) {
                partition.parked.remove(origin.executionId());
                begin(origin, plan.get(), parked.inputs(), partition, batch, now);
            } else if (allKnown) {
                partition.parked.remove(origin.executionId());
                Identity identity = origin.identity();
                Failure failure = Failures.of(
                        "unknown-version",
                        "version %d of workflow %s does not exist or cannot be run"
                                .formatted(identity.workflowVersion(), identity.workflowId()));
                Endings.end(origin, ExecutionStatus.FAILED, failure, partition, batch, now);
                parked.inputs().forEach(partition.commands::taken);
            }
        }
    }

    /** Goes on with what was found at the takeover and needs no trigger for that. */
    void tookOver(Partition partition, Batch batch, Instant now) {
        Found found = partition.found();
        List<Checkpoint> inOrder = found.checkpoints().values().stream()
                .sorted((one, other) -> Long.compare(one.offset(), other.offset()))
                .toList();
        for (Checkpoint checkpoint : inOrder) {
            partition.sleepers.written(checkpoint);
            Optional<byte[]> payload = found.takePayload(checkpoint.executionId());
            if (payload.isPresent()) {
                resume(checkpoint, payload.get(), partition, batch, now);
            } else {
                sleepOn(checkpoint, partition);
            }
        }
        found.schedules().forEach(partition.schedules::served);
        found.journal().takeInside().forEach((id, course) -> {
            // Who sleeps or waits in line goes on from its checkpoint.
            if (!partition.knows(id)) {
                partition.ledger.hold(id, course.offset(), now);
                begin(Origin.of(course.trigger().orElseThrow(), course), partition, batch, now);
            }
        });
    }

    private static void sleepOn(Checkpoint checkpoint, Partition partition) {
        partition.fellAsleep(checkpoint);
        if (checkpoint.rest() == Checkpoint.Rest.QUEUED) {
            partition.limits.enqueue(checkpoint.workflowId(), checkpoint.executionId(), checkpoint.limit());
        } else if (checkpoint.limit() > 0) {
            partition.limits.hold(checkpoint.workflowId(), checkpoint.executionId());
        }
    }

    private void resume(Checkpoint checkpoint, byte[] payload, Partition partition, Batch batch, Instant now) {
        UUID id = checkpoint.executionId();
        Optional<Journal.Course> course = partition.found().journal().takeUnfinished(id);
        try {
            var state = EventCodec.decode(payload, ExecutionCheckpointed.class);
            course.ifPresentOrElse(
                    events -> partition.ledger.hold(id, events.offset(), now), () -> partition.ledger.hold(id, now));
            begin(Origin.of(state, course), partition, batch, now);
        } catch (UndecodableEventException e) {
            log.error("the checkpoint of execution {} is damaged", id, e);
            int last = course.map(Journal.Course::lastSequence).orElse(checkpoint.sequence());
            Endings.lost(checkpoint, last, partition, batch, now);
        }
    }

    /** A sleeper was loaded. */
    void woken(Inbox.Loaded loaded, Batch batch, Instant now) {
        Partition partition = loaded.partition();
        UUID id = loaded.executionId();
        List<Input> inputs = partition.sleepers.woken(id);
        if (loaded.state().isPresent()) {
            partition.ledger.hold(id, now);
            begin(Origin.of(loaded.state().get(), Optional.empty()), inputs, partition, batch, now);
            return;
        }
        inputs.forEach(partition.commands::taken);
        partition
                .sleepers
                .checkpoint(id)
                .ifPresent(checkpoint -> Endings.lost(checkpoint, checkpoint.sequence(), partition, batch, now));
    }

    private void begin(Origin origin, Plan plan, List<Input> inputs, Partition partition, Batch batch, Instant now) {
        if (origin.hasBegun()) {
            resume(origin, plan, inputs, partition, batch, now);
        } else if (plan.workflow().find(origin.trigger().getNodeId()).isEmpty()) {
            Failure failure = Failures.of(
                    "unknown-node",
                    "version %d of workflow %s has no node %s"
                            .formatted(
                                    origin.identity().workflowVersion(),
                                    origin.identity().workflowId(),
                                    origin.trigger().getNodeId()));
            Endings.end(origin, ExecutionStatus.FAILED, failure, partition, batch, now);
        } else {
            accept(Start.of(origin.identity(), plan, origin.trigger()), partition, partition.agenda::give);
            inputs.forEach(input -> partition.agenda.give(origin.executionId(), input));
        }
    }

    /**
     * A new execution begins, unless a limit holds it back.
     *
     * @param give gives it its first input
     */
    void accept(Start start, Partition partition, BiConsumer<UUID, Input> give) {
        Execution execution = Execution.accepted(start);
        UUID id = start.identity().executionId();
        String workflowId = start.identity().workflowId();
        int limit = Checkpoint.limit(execution);
        partition.put(execution);
        boolean admitted = limit == 0 || partition.limits.admits(workflowId, id, limit);
        give.accept(
                id,
                admitted
                        ? new Input.Accepted()
                        : new Input.Queued("workflow %s runs at most %d at a time".formatted(workflowId, limit)));
    }

    /** An execution that was under way goes on where its records end. */
    private void resume(Origin origin, Plan plan, List<Input> inputs, Partition partition, Batch batch, Instant now) {
        UUID id = origin.executionId();
        Execution execution;
        try {
            execution = origin.restore(plan);
        } catch (RuntimeException e) {
            // Whatever is wrong with these records, it costs this execution and no other.
            log.error("execution {} cannot be resumed from its records", id, e);
            var failure =
                    Failures.of(Endings.UNRECOVERABLE, "the recorded course cannot be resumed: " + e.getMessage());
            Endings.end(origin, ExecutionStatus.FAILED, failure, partition, batch, now);
            inputs.forEach(partition.commands::taken);
            return;
        }
        partition.put(execution);
        String workflowId = execution.identity().workflowId();
        // Also one that has its place, and was only put in line behind a full batch.
        if (Checkpoint.limit(execution) > 0 && !partition.limits.isQueued(workflowId, id)) {
            partition.limits.hold(workflowId, id);
        }
        List<Input> first = inputs.isEmpty() ? resumption(execution, now) : inputs;
        first.forEach(input -> partition.agenda.give(id, input));
    }

    /** What has come due goes first: what timed out meanwhile is not begun again. */
    private static List<Input> resumption(Execution execution, Instant now) {
        var inputs = new ArrayList<Input>();
        if (execution.startedAt().isEmpty()) {
            inputs.add(new Input.Accepted());
        }
        if (execution.nextDue().filter(due -> !due.isAfter(now)).isPresent()) {
            inputs.add(new Input.Due());
        }
        for (NodeKey key : execution.progress().running()) {
            inputs.add(new Input.Restart(key));
        }
        inputs.add(new Input.Resumed());
        return inputs;
    }

    private Optional<Plan> plan(Identity identity) {
        try {
            return definitions.plan(identity.workflowId(), identity.workflowVersion());
        } catch (IllegalArgumentException e) {
            log.error("{} version {} cannot be run", identity.workflowId(), identity.workflowVersion(), e);
            return Optional.empty();
        }
    }
}
