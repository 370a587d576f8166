package io.millrace.worker.execution;

import static io.millrace.worker.execution.NodeKey.topLevel;

import io.millrace.expression.Json;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Skipped;
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
            return of(execution, ExecutionStatus.FAILED, ended.failure().orElseThrow());
        }
        Json output = output(execution);
        if (output.size() > Limits.MAX_STATE_BYTES) {
            return of(
                    execution,
                    ExecutionStatus.FAILED,
                    Failures.tooLarge("the execution's output", output.size(), Limits.MAX_STATE_BYTES));
        }
        var status = execution.progress().tally().carriedOn() ? ExecutionStatus.PARTIAL : ExecutionStatus.SUCCESS;
        return of(execution, status, Optional.of(output), Optional.empty());
    }

    /** The end of an execution that cannot or must not go on. */
    static Ending of(Execution execution, ExecutionStatus status, Failure failure) {
        return of(execution, status, Optional.empty(), Optional.of(failure));
    }

    /** The end of an execution of which nothing is known but that it cannot or must not go on. */
    static Ending without(ExecutionStatus status, Failure failure) {
        return new Ending(status, Optional.empty(), Optional.of(failure), List.of(), List.of(), List.of(), 0);
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
        return new Ending(
                status,
                output,
                error,
                failedNodes(progress),
                List.copyOf(progress.tally().path()),
                skipped,
                progress.tally().executed());
    }

    private static List<String> failedNodes(Progress progress) {
        return progress.tally().path().stream()
                .filter(id -> progress.nodes().get(topLevel(id)) instanceof Ended ended
                        && (ended.status() == NodeStatus.FAILED || ended.status() == NodeStatus.TIMED_OUT))
                .toList();
    }

    /** The body that was responded with, or what the last nodes handed on. */
    private static Json output(Execution execution) {
        List<NodeKey> runs = execution.progress().tally().path().stream()
                .map(NodeKey::topLevel)
                .toList();
        Plan plan = execution.start().plan();
        for (NodeKey key : runs) {
            if (plan.step(key.nodeId()).responds()
                    && execution.progress().state(key).orElseThrow() instanceof Ended ended
                    && ended.status() == NodeStatus.SUCCESS) {
                return ended.output().flatMap(output -> output.member("body")).orElse(Json.NULL);
            }
        }
        return Outputs.of(runs, execution.progress(), plan);
    }
}
