package io.millrace.worker.execution;

import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.workflow.Node;
import io.millrace.worker.expression.Json;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes the next event of an execution.
 *
 * @param execution the state that the event follows
 * @param now when it happens
 */
record Events(Execution execution, Instant now) {

    ExecutionStarted started() {
        return ExecutionStarted.newBuilder()
                .setContext(context(ExecutionStatus.RUNNING))
                .build();
    }

    NodeStarted nodeStarted(NodeKey key, int attempt, int restarts, Instant startedAt) {
        return NodeStarted.newBuilder()
                .setContext(context(ExecutionStatus.RUNNING))
                .setNodeId(key.nodeId())
                .setIteration(key.iteration())
                .setAttempt(attempt)
                .setRestarts(restarts)
                .setStartedAt(startedAt)
                .build();
    }

    NodeCompleted nodeCompleted(
            NodeKey key,
            int attempt,
            Instant startedAt,
            Instant finishedAt,
            NodeStatus status,
            Optional<String> outputName,
            Optional<Json> output,
            Optional<Failure> failure) {
        Node node = execution.start().plan().step(key.nodeId()).node();
        return NodeCompleted.newBuilder()
                .setContext(context(ExecutionStatus.RUNNING))
                .setNodeId(key.nodeId())
                .setNodeName(node.displayName())
                .setNodeType(node.type())
                .setIteration(key.iteration())
                .setNodeStatus(status)
                .setOutputName(outputName.orElse(null))
                .setAttempt(attempt)
                .setStartedAt(startedAt)
                .setAttemptStartedAt(startedAt)
                .setFinishedAt(finishedAt)
                .setOutput(output.map(Events::buffer).orElse(null))
                .setError(failure.orElse(null))
                .build();
    }

    LogsEmitted logsEmitted(LogBuffer.Lines logged) {
        return LogsEmitted.newBuilder()
                .setContext(context(ExecutionStatus.RUNNING))
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

    private EventContext context(ExecutionStatus status) {
        return execution.identity().context(execution.sequence() + 1, status, now);
    }

    private static ByteBuffer buffer(Json json) {
        return json.buffer();
    }
}
