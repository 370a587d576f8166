package io.millrace.worker.loop;

import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.WorkerSettings;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.loop.Checkpoint.Rest;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes executions down whole: those that have nothing to do for some time, which then leave the memory, and those
 * that would keep the watermark down for too long.
 *
 * <p>A child stays in memory, for its parent does: that waits for another execution, not for a time.
 */
final class Checkpointing {
    private static final Logger log = LoggerFactory.getLogger(Checkpointing.class);
    private static final int LARGEST = Topics.MAX_MESSAGE_BYTES - 64 * 1024;
    private static final int AT_A_TIME = 100;

    private final WorkerSettings settings;

    Checkpointing(WorkerSettings settings) {
        this.settings = settings;
    }

    /** Looks at what was decided; the batch has all of it. */
    void after(Partition partition, Batch batch, Instant now) {
        for (UUID id : partition.takeTouched()) {
            Execution execution = partition.executions.get(id);
            if (execution != null && isAtRest(execution, partition)) {
                rest(execution, partition, now).ifPresent(rest -> sleep(execution, rest, partition, batch, now));
            }
        }
        Instant before = now.minus(settings.checkpointAfter());
        Set<UUID> behind = new HashSet<>(partition.ledger.behind(
                settings.checkpointBehind(), before, AT_A_TIME, id -> mayBeWritten(id, partition)));
        for (UUID id : behind) {
            Execution execution = partition.executions.get(id);
            if (execution != null && write(execution, Rest.NONE, partition, batch, now)) {
                partition.ledger.finished(id);
                partition.ledger.hold(id, now);
                if (batch.fill() >= 1) {
                    return; // the others are found again; under a lasting load each batch is full already
                }
            }
        }
    }

    private boolean isAtRest(Execution execution, Partition partition) {
        UUID id = execution.identity().executionId();
        return !partition.agenda.has(id) && execution.progress().stopped().isEmpty();
    }

    private boolean mayBeWritten(UUID id, Partition partition) {
        Execution execution = partition.executions.get(id);
        return execution != null && execution.sequence() > 0 && isAtRest(execution, partition);
    }

    private Optional<Rest> rest(Execution execution, Partition partition, Instant now) {
        var identity = execution.identity();
        if (partition.limits.isQueued(identity.workflowId(), identity.executionId())) {
            return Optional.of(Rest.QUEUED);
        }
        boolean soon = execution
                .nextDue()
                .filter(due -> due.isBefore(now.plus(settings.sleepAfter())))
                .isPresent();
        return execution.status() == ExecutionStatus.WAITING
                        && !soon
                        && !execution.isWaitingForOthers()
                        && execution.start().trigger().getParent().isEmpty()
                ? Optional.of(Rest.ASLEEP)
                : Optional.empty();
    }

    private void sleep(Execution execution, Rest rest, Partition partition, Batch batch, Instant now) {
        UUID id = execution.identity().executionId();
        Optional<Checkpoint> unchanged = partition
                .sleepers
                .checkpoint(id)
                .filter(known -> known.sequence() == execution.sequence() && known.rest() == rest);
        if (unchanged.isPresent()) {
            partition.ledger.finished(id);
            partition.fellAsleep(unchanged.get());
        } else if (write(execution, rest, partition, batch, now)) {
            partition.ledger.finished(id);
        }
    }

    /** False if the state is too large for a record: the execution then keeps its trigger and its events. */
    private static boolean write(Execution execution, Rest rest, Partition partition, Batch batch, Instant now) {
        Checkpoint.Written written = Checkpoint.of(execution, rest, now);
        int size = written.record().value().length;
        if (size > LARGEST) {
            log.warn(
                    "the state of execution {} has {} bytes; it cannot be written down and keeps the watermark",
                    execution.identity().executionId(),
                    size);
            return false;
        }
        batch.writeCheckpoint(partition, written);
        return true;
    }
}
