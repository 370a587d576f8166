package io.millrace.worker.loop;

import io.millrace.expression.Json;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.OwnerDeleted;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Failures;
import io.millrace.worker.execution.Identity;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/**
 * Has executions take in what somebody asked for. Whoever does not exist, has ended, or belongs to another workflow or
 * owner than the command names, is left alone.
 */
final class Commands {
    private final SleeperLoader sleepers;

    Commands(SleeperLoader sleepers) {
        this.sleepers = sleepers;
    }

    /** Obeys the command at the offset; the ledger hears of it when that has happened. */
    void obey(SpecificRecord command, long offset, Partition partition, Batch batch, Instant now) {
        // Counted as one more until all its targets are known: a target may be done with at once.
        var whole = new Input.Resumed();
        partition.commands.add(offset, whole);
        switch (command) {
            case CancelRequested cancel ->
                obey(cancel.getContext(), new Input.Cancel(cancel.getRequestedBy()), offset, partition, batch, now);
            case ExecutionDeleted deleted ->
                obey(deleted.getContext(), new Input.Cancel(deleted.getRequestedBy()), offset, partition, batch, now);
            case CallbackReceived callback ->
                obey(callback.getContext(), input(callback), offset, partition, batch, now);
            case OwnerDeleted deleted -> {
                for (UUID id : executionsOf(deleted.getOwnerId(), partition)) {
                    give(id, new Input.Cancel(deleted.getRequestedBy()), offset, partition, batch, now);
                }
            }
            default -> throw new IllegalArgumentException(command.getSchema().getName() + " is no command");
        }
        partition.commands.taken(whole);
    }

    private void obey(CommandContext context, Input input, long offset, Partition partition, Batch batch, Instant now) {
        UUID id = context.getExecutionId();
        if (isOf(context, id, partition)) {
            give(id, input, offset, partition, batch, now);
        }
    }

    private static Input input(CallbackReceived callback) {
        return new Input.Callback(
                new NodeKey(callback.getNodeId(), callback.getIteration()),
                callback.getCallbackId(),
                callback.getBody().map(Json::encoded),
                callback.getError());
    }

    private void give(UUID id, Input input, long offset, Partition partition, Batch batch, Instant now) {
        Optional<Checkpoint> asleep = partition.asleep(id);
        Parked parked = partition.parked.get(id);
        partition.commands.add(offset, input);
        if (asleep.isPresent()) {
            sleepers.wake(partition, asleep.get(), input);
        } else if (parked == null) {
            partition.agenda.give(id, input);
        } else if (input instanceof Input.Cancel cancel) {
            partition.parked.remove(id);
            var failure = Failures.of("cancelled", "cancelled by " + cancel.requestedBy());
            Endings.end(parked.origin(), ExecutionStatus.CANCELLED, failure, partition, batch, now);
            parked.inputs().forEach(partition.commands::taken);
            partition.commands.taken(input);
        } else {
            parked.inputs().add(input);
        }
    }

    private static boolean isOf(CommandContext context, UUID id, Partition partition) {
        Execution execution = partition.executions.get(id);
        if (execution != null) {
            return isOf(context, execution.identity());
        }
        Parked parked = partition.parked.get(id);
        if (parked != null) {
            return isOf(context, parked.origin().identity());
        }
        return partition
                .asleep(id)
                .filter(checkpoint -> checkpoint.workflowId().equals(context.getWorkflowId())
                        && checkpoint.ownerId().equals(context.getOwnerId()))
                .isPresent();
    }

    private static boolean isOf(CommandContext context, Identity identity) {
        return identity.workflowId().equals(context.getWorkflowId())
                && identity.ownerId().equals(context.getOwnerId());
    }

    private static Set<UUID> executionsOf(String ownerId, Partition partition) {
        var ids = new HashSet<UUID>();
        partition.executions.forEach((id, execution) -> {
            if (execution.identity().ownerId().equals(ownerId)) {
                ids.add(id);
            }
        });
        partition.parked.forEach((id, parked) -> {
            if (parked.origin().identity().ownerId().equals(ownerId)) {
                ids.add(id);
            }
        });
        for (Checkpoint checkpoint : partition.sleepers.all()) {
            if (checkpoint.ownerId().equals(ownerId)) {
                ids.add(checkpoint.executionId());
            }
        }
        return ids;
    }
}
