package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.CallbackKept;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.workflow.Node;
import io.millrace.worker.execution.NodeState.Ended;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next event of an execution.
 *
 * @param execution the state that the event follows
 * @param now when it happens
 */
record Events(Execution execution, Instant now) {

    ExecutionQueued queued(String reason) {
        return ExecutionQueued.newBuilder()
                .setContext(context())
                .setTrigger(carriedTrigger())
                .setReason(reason)
                .build();
    }

    ExecutionStarted started() {
        return ExecutionStarted.newBuilder()
                .setContext(context())
                .setTrigger(carriedTrigger())
                .build();
    }

    /** The first event of an execution that has no trigger record carries its trigger. */
    private @Nullable Trigger carriedTrigger() {
        return execution.start().inside() && execution.sequence() == 0
                ? execution.start().trigger()
                : null;
    }

    NodeStarted nodeStarted(NodeKey key, Attempt attempt, int restarts) {
        return NodeStarted.newBuilder()
                .setContext(context())
                .setNodeId(key.nodeId())
                .setIteration(key.iteration())
                .setAttempt(attempt.number())
                .setRestarts(restarts)
                .setStartedAt(attempt.startedAt())
                .build();
    }

    NodeStarted loopStarted(NodeKey key, Attempt attempt, List<Json> items) {
        return NodeStarted.newBuilder(nodeStarted(key, attempt, 0))
                .setItems(Json.array(items).buffer())
                .build();
    }

    NodeAttemptFailed attemptFailed(NodeKey key, Attempt attempt, Failure failure, Instant nextAttemptAt) {
        return NodeAttemptFailed.newBuilder()
                .setContext(context())
                .setNodeId(key.nodeId())
                .setIteration(key.iteration())
                .setAttempt(attempt.number())
                .setStartedAt(attempt.startedAt())
                .setFinishedAt(now)
                .setError(failure)
                .setNextAttemptAt(nextAttemptAt)
                .build();
    }

    NodeWaiting nodeWaiting(NodeKey key, Attempt attempt, Optional<Instant> until, Optional<UUID> childId) {
        return NodeWaiting.newBuilder()
                .setContext(context())
                .setNodeId(key.nodeId())
                .setIteration(key.iteration())
                .setStartedAt(attempt.startedAt())
                .setUntil(until.orElse(null))
                .setChildExecutionId(childId.orElse(null))
                .build();
    }

    NodeCompleted nodeCompleted(NodeKey key, Attempt attempt, Instant finishedAt, Ended ended, boolean reused) {
        Node node = execution.start().plan().step(key.nodeId()).node();
        return NodeCompleted.newBuilder()
                .setContext(context())
                .setNodeId(key.nodeId())
                .setNodeName(node.displayName())
                .setNodeType(node.type())
                .setIteration(key.iteration())
                .setNodeStatus(ended.status())
                .setOutputName(ended.outputName().orElse(null))
                .setAttempt(attempt.number())
                .setStartedAt(attempt.firstStartedAt())
                .setAttemptStartedAt(attempt.startedAt())
                .setFinishedAt(finishedAt)
                .setOutput(ended.output().map(Events::buffer).orElse(null))
                .setOutputIsTriggerBody(isTriggerBody(key, ended))
                .setError(ended.failure().orElse(null))
                .setReused(reused)
                .build();
    }

    /** Asked of the trigger node only: with others it would be by chance. */
    private boolean isTriggerBody(NodeKey key, Ended ended) {
        Start start = execution.start();
        return key.iteration().isEmpty()
                && key.nodeId().equals(start.trigger().getNodeId())
                && ended.output().isPresent()
                && start.data()
                        .member("body")
                        .filter(ended.output().get()::equals)
                        .isPresent();
    }

    CallbackKept callbackKept(Input.Callback callback) {
        return CallbackKept.newBuilder()
                .setContext(context())
                .setNodeId(callback.key().nodeId())
                .setIteration(callback.key().iteration())
                .setCallbackId(callback.callbackId())
                .setBody(callback.body().map(Events::buffer).orElse(null))
                .setError(callback.error().orElse(null))
                .build();
    }

    LogsEmitted logsEmitted(LogBuffer.Lines logged) {
        return LogsEmitted.newBuilder()
                .setContext(context())
                .setLines(logged.lines())
                .setDropped(logged.dropped())
                .build();
    }

    ExecutionFinished finished(Ending ending) {
        return finished(execution.identity(), execution.sequence() + 1, execution.startedAt(), ending, now);
    }

    static ExecutionFinished finished(
            Identity identity, int sequence, Optional<Instant> startedAt, Ending ending, Instant now) {
        return ExecutionFinished.newBuilder()
                .setContext(identity.context(sequence, ending.status(), now))
                .setStartedAt(startedAt.orElse(null))
                .setOutput(ending.output().map(Events::buffer).orElse(null))
                .setError(ending.error().orElse(null))
                .setFailedNodes(ending.failedNodes())
                .setPath(ending.path())
                .setSkipped(ending.skipped())
                .setNodesExecuted(ending.nodesExecuted())
                .build();
    }

    /** The status is that of the state before; whoever applies the event sets the one after it. */
    private EventContext context() {
        return execution.identity().context(execution.sequence() + 1, execution.status(), now);
    }

    private static ByteBuffer buffer(Json json) {
        return json.buffer();
    }
}
