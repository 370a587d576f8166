package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.CallbackKept;
import io.millrace.schemas.event.ExecutionCheckpointed;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.KeptCallback;
import io.millrace.schemas.event.NodeSnapshot;
import io.millrace.worker.node.NodeOutcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.pcollections.TreePVector;

/** Writes an unfinished execution's state down whole, and makes the state of that again. */
public final class Checkpoints {
    private Checkpoints() {}

    /**
     * The state at a time when nothing is being decided: no graph is about to be given up.
     *
     * @throws IllegalArgumentException if the execution has ended
     */
    public static ExecutionCheckpointed of(Execution execution, Instant now) {
        if (execution.isFinished()) {
            throw new IllegalArgumentException("an execution that has ended needs no checkpoint");
        }
        Progress progress = execution.progress();
        if (!progress.stopped().isEmpty()) {
            throw new IllegalArgumentException("what is about to be given up is not kept");
        }
        Tally tally = progress.tally();
        return ExecutionCheckpointed.newBuilder()
                .setContext(execution.identity().context(execution.sequence(), execution.status(), now))
                .setTrigger(execution.start().trigger())
                .setInside(execution.start().inside())
                .setStartedAt(execution.startedAt().orElse(null))
                .setNodes(Snapshots.of(progress.runs()))
                .setPath(tally.path())
                .setNodesExecuted(tally.executed())
                .setCarriedOn(tally.carriedOn())
                .setLogLines(tally.logLines())
                .setCallbacks(progress.callbacks().entrySet().stream()
                        .map(kept -> named(kept.getKey(), kept.getValue()))
                        .toList())
                .setDueAt(execution.nextDue().orElse(null))
                .build();
    }

    /** The execution as it was, on the plan of the version that it runs. */
    public static Execution restore(ExecutionCheckpointed checkpoint, Plan plan) {
        Identity identity = Identity.of(checkpoint.getContext());
        Start start = checkpoint.getInside()
                ? Start.inside(identity, plan, checkpoint.getTrigger())
                : Start.of(identity, plan, checkpoint.getTrigger());
        Runs runs = Runs.NONE;
        long outputBytes = 0;
        for (NodeSnapshot snapshot : checkpoint.getNodes()) {
            runs = Snapshots.restore(snapshot, runs);
            outputBytes += snapshot.getOutput().map(ByteBuffer::remaining).orElse(0)
                    + snapshot.getResults().stream()
                            .mapToLong(result -> result.getOutput().remaining())
                            .sum()
                    + snapshot.getRounds().stream().mapToLong(Snapshots::size).sum();
        }
        var tally = new Tally(
                TreePVector.from(checkpoint.getPath()),
                checkpoint.getNodesExecuted(),
                checkpoint.getCarriedOn(),
                checkpoint.getLogLines(),
                outputBytes);
        Progress progress = new Progress(runs, tally, Progress.NONE.stopped(), Progress.NONE.callbacks());
        for (KeptCallback kept : checkpoint.getCallbacks()) {
            progress = progress.withCallback(new NodeKey(kept.getNodeId(), kept.getIteration()), kept);
        }
        ExecutionStatus status = checkpoint.getContext().getStatus();
        return new Execution(start, status, checkpoint.getContext().getSequence(), checkpoint.getStartedAt(), progress);
    }

    static KeptCallback callback(CallbackKept event) {
        return KeptCallback.newBuilder()
                .setNodeId(event.getNodeId())
                .setIteration(event.getIteration())
                .setBody(event.getBody().orElse(null))
                .setError(event.getError().orElse(null))
                .build();
    }

    /** What a wait ends with when a kept callback meets it. */
    static NodeOutcome outcome(KeptCallback kept) {
        return outcome(kept.getBody().map(Json::encoded), kept.getError());
    }

    static NodeOutcome outcome(Optional<Json> body, Optional<Failure> error) {
        return error.<NodeOutcome>map(NodeOutcome.Failed::new)
                .orElseGet(() -> NodeOutcome.completed(body.orElse(Json.NULL)));
    }

    private static KeptCallback named(NodeKey key, KeptCallback kept) {
        return KeptCallback.newBuilder(kept)
                .setNodeId(key.nodeId())
                .setIteration(key.iteration())
                .build();
    }
}
