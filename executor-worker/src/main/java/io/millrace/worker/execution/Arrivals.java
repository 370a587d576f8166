package io.millrace.worker.execution;

import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.workflow.Connection;
import io.millrace.worker.execution.NodeState.Active;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Skipped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What has come over the connections that lead to a node.
 *
 * @param delivered the connections over which something came
 * @param successful how many of them came from nodes that did not fail
 * @param open how many may still deliver
 * @param notTaken how many never will
 */
record Arrivals(List<Connection> delivered, int successful, int open, int notTaken) {
    /** Whether a node can run. */
    enum Readiness {
        READY,
        OPEN,
        NEVER
    }

    static Arrivals at(NodeKey key, Plan plan, Progress progress, Set<String> reachable) {
        var delivered = new ArrayList<Connection>();
        int successful = 0;
        int open = 0;
        int notTaken = 0;
        for (Connection connection : plan.workflow().incoming(key.nodeId())) {
            if (key.iteration().isEmpty() && !reachable.contains(connection.from())) {
                notTaken++; // it belongs to another trigger
                continue;
            }
            switch (progress.nodes().get(new NodeKey(connection.from(), key.iteration()))) {
                case Ended ended -> {
                    if (ended.outputName().filter(connection.output()::equals).isPresent()) {
                        delivered.add(connection);
                        successful += ended.status() == NodeStatus.SUCCESS ? 1 : 0;
                    } else {
                        notTaken++;
                    }
                }
                case Skipped skipped -> notTaken++;
                case Active active -> open++;
                case null -> open++;
            }
        }
        return new Arrivals(delivered, successful, open, notTaken);
    }

    Readiness readiness(Plan.Step step) {
        return switch (step.type().join(step.node())) {
            case AT_LEAST_ONE -> whenSettled(!delivered.isEmpty());
            case ALL -> notTaken > 0 ? Readiness.NEVER : whenSettled(true);
            case ANY -> delivered.isEmpty() ? whenSettled(false) : Readiness.READY;
            case FIRST_SUCCESSFUL -> successful > 0 ? Readiness.READY : whenSettled(!delivered.isEmpty());
        };
    }

    private Readiness whenSettled(boolean runs) {
        if (open > 0) {
            return Readiness.OPEN;
        }
        return runs ? Readiness.READY : Readiness.NEVER;
    }
}
