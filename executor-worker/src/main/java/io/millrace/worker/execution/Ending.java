package io.millrace.worker.execution;

import static io.millrace.worker.execution.NodeKey.topLevel;

import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.Connection;
import io.millrace.schemas.workflow.OnError;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Skipped;
import io.millrace.worker.expression.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * How an execution ends.
 *
 * @param output empty if it failed
 * @param failedNodes the nodes that failed, in order of start
 * @param skipped the reachable nodes that did not run
 */
record Ending(
        ExecutionStatus status,
        Optional<Json> output,
        Optional<Failure> error,
        List<String> failedNodes,
        List<String> path,
        List<String> skipped,
        int nodesExecuted) {

    /** The end that the state has come to: nothing runs and nothing is left to run. */
    static Ending of(Execution execution) {
        Optional<NodeKey> stoppedBy = execution.progress().stoppedBy();
        if (stoppedBy.isPresent()) {
            var ended = (Ended) execution.progress().state(stoppedBy.get()).orElseThrow();
            return failed(execution, ended.failure().orElseThrow());
        }
        Json output = output(execution);
        if (output.size() > Limits.MAX_PAYLOAD_BYTES) {
            return failed(
                    execution, Failures.tooLarge("the execution's output", output.size(), Topics.MAX_RECORD_BYTES));
        }
        boolean carriedOn = failedNodes(execution).stream()
                .anyMatch(id -> execution.start().plan().step(id).node().onError() == OnError.CONTINUE);
        var status = carriedOn ? ExecutionStatus.PARTIAL : ExecutionStatus.SUCCESS;
        return of(execution, status, Optional.of(output), Optional.empty());
    }

    /** The end of an execution that cannot go on. */
    static Ending failed(Execution execution, Failure failure) {
        return of(execution, ExecutionStatus.FAILED, Optional.empty(), Optional.of(failure));
    }

    /** The end of an execution of which nothing is known but that it cannot go on. */
    static Ending failed(Failure failure) {
        return new Ending(
                ExecutionStatus.FAILED, Optional.empty(), Optional.of(failure), List.of(), List.of(), List.of(), 0);
    }

    private static Ending of(
            Execution execution, ExecutionStatus status, Optional<Json> output, Optional<Failure> error) {
        Progress progress = execution.progress();
        var skipped = execution.reachable().stream()
                .filter(id -> {
                    NodeState state = progress.nodes().get(topLevel(id));
                    return state == null || state instanceof Skipped;
                })
                .toList();
        int executed = (int) progress.nodes().values().stream()
                .filter(state -> !(state instanceof Skipped))
                .count();
        return new Ending(
                status, output, error, failedNodes(execution), List.copyOf(progress.path()), skipped, executed);
    }

    private static List<String> failedNodes(Execution execution) {
        return execution.progress().path().stream()
                .filter(id -> execution.progress().nodes().get(topLevel(id)) instanceof Ended ended
                        && (ended.status() == NodeStatus.FAILED || ended.status() == NodeStatus.TIMED_OUT))
                .toList();
    }

    /** What the last nodes handed on: one's output as it is, that of several as an object by node id. */
    private static Json output(Execution execution) {
        var outputs = new LinkedHashMap<String, Json>();
        for (String id : execution.progress().path()) {
            if (execution.progress().nodes().get(topLevel(id)) instanceof Ended ended
                    && ended.output().isPresent()
                    && isLast(id, ended, execution)) {
                outputs.put(id, ended.output().get());
            }
        }
        return switch (outputs.size()) {
            case 0 -> Json.NULL;
            case 1 -> outputs.values().iterator().next();
            default -> Json.object(outputs);
        };
    }

    private static boolean isLast(String nodeId, Ended ended, Execution execution) {
        for (Connection connection : execution.start().plan().workflow().outgoing(nodeId)) {
            if (ended.outputName().filter(connection.output()::equals).isPresent()) {
                return false;
            }
        }
        return true;
    }
}
