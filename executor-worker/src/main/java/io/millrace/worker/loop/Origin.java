package io.millrace.worker.loop;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.worker.execution.Checkpoints;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Identity;
import io.millrace.worker.execution.Plan;
import io.millrace.worker.execution.Start;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * What records tell of an execution that is not in memory.
 *
 * @param inside whether it has no trigger record of its own
 * @param checkpoint its state at some time
 * @param course its events since then
 */
record Origin(
        Identity identity,
        Trigger trigger,
        boolean inside,
        Optional<ExecutionCheckpointed> checkpoint,
        Optional<Journal.Course> course) {

    /** A trigger of which nothing has come yet. */
    static Origin of(TriggerReceived trigger) {
        return new Origin(
                Identity.of(trigger.getContext()), trigger.getTrigger(), false, Optional.empty(), Optional.empty());
    }

    /** A trigger, and what has come of it. */
    static Origin of(TriggerReceived trigger, Journal.Course course) {
        return new Origin(
                Identity.of(trigger.getContext()), trigger.getTrigger(), false, Optional.empty(), Optional.of(course));
    }

    /** The course of an execution that began inside a worker. */
    static Origin of(Trigger trigger, Journal.Course course) {
        var identity = Identity.of(EventRecords.context(course.events().getFirst()));
        return new Origin(identity, trigger, true, Optional.empty(), Optional.of(course));
    }

    /** A checkpoint, and what has come since. */
    static Origin of(ExecutionCheckpointed checkpoint, Optional<Journal.Course> course) {
        return new Origin(
                Identity.of(checkpoint.getContext()),
                checkpoint.getTrigger(),
                checkpoint.getInside(),
                Optional.of(checkpoint),
                course);
    }

    UUID executionId() {
        return identity.executionId();
    }

    /** Whether something has come of it already. */
    boolean hasBegun() {
        return checkpoint.isPresent() || course.isPresent();
    }

    /** The number of the last event that is known. */
    int lastSequence() {
        return course.map(Journal.Course::lastSequence)
                .or(() -> checkpoint.map(state -> state.getContext().getSequence()))
                .orElse(0);
    }

    /**
     * The state that the records lead to.
     *
     * @throws IllegalStateException or another runtime exception if they cannot be folded
     */
    Execution restore(Plan plan) {
        Execution execution = checkpoint
                .map(state -> Checkpoints.restore(state, plan))
                .orElseGet(() -> Execution.accepted(
                        inside ? Start.inside(identity, plan, trigger) : Start.of(identity, plan, trigger)));
        if (course.isPresent()) {
            course.get().damage().ifPresent(damage -> {
                throw new IllegalStateException(damage);
            });
            for (SpecificRecord event : course.get().events()) {
                if (EventRecords.context(event).getSequence() > execution.sequence() || checkpoint.isEmpty()) {
                    execution = execution.apply(event);
                }
            }
        }
        return execution;
    }
}
