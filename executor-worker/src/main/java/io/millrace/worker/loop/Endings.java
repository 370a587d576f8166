package io.millrace.worker.loop;

import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.execution.Decider;
import io.millrace.worker.execution.Failures;
import io.millrace.worker.execution.Identity;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.node.NodeOutcome;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends executions that are not in memory, because they cannot be brought there or are no longer wanted. */
final class Endings {
    private static final Logger log = LoggerFactory.getLogger(Endings.class);

    /** The type of error of an execution whose state cannot be read any more. */
    static final String UNRECOVERABLE = "unrecoverable";

    private Endings() {}

    /** Ends an execution that is not in memory. */
    static void end(
            Origin origin, ExecutionStatus status, Failure failure, Partition partition, Batch batch, Instant now) {
        UUID id = origin.executionId();
        Optional<Instant> startedAt = origin.checkpoint().flatMap(ExecutionCheckpointed::getStartedAt);
        ended(origin.identity(), origin.lastSequence(), startedAt, status, failure, partition, batch, now);
        origin.trigger()
                .getParent()
                .ifPresent(parent -> partition.agenda.giveUrgently(
                        parent.getExecutionId(),
                        new Input.ChildEnded(
                                new NodeKey(parent.getNodeId(), parent.getIteration()),
                                id,
                                new NodeOutcome.Failed(failure))));
    }

    /** Ends an execution of whose state only the headers of its checkpoint are known. */
    static void lost(Checkpoint checkpoint, int last, Partition partition, Batch batch, Instant now) {
        UUID id = checkpoint.executionId();
        log.error("the state of execution {} cannot be read at {}", id, checkpoint.offset());
        Instant createdAt = Instant.ofEpochMilli(checkpoint.createdAt());
        var identity = new Identity(
                id, checkpoint.workflowId(), checkpoint.workflowVersion(), checkpoint.ownerId(), createdAt, false);
        var failure = Failures.of(UNRECOVERABLE, "the execution's state cannot be read any more");
        ended(identity, last, Optional.empty(), ExecutionStatus.FAILED, failure, partition, batch, now);
    }

    private static void ended(
            Identity identity,
            int lastSequence,
            Optional<Instant> startedAt,
            ExecutionStatus status,
            Failure failure,
            Partition partition,
            Batch batch,
            Instant now) {
        UUID id = identity.executionId();
        batch.write(partition, Decider.ended(identity, lastSequence, startedAt, status, failure, now));
        if (failure.getType().equals(UNRECOVERABLE)) {
            batch.countLost();
        }
        partition.ended(identity);
        if (partition.sleepers.forget(id)) {
            batch.writeTombstone(partition, id);
        }
    }
}
