package io.millrace.worker.execution;

import static io.millrace.worker.execution.NodeKey.topLevel;

import io.millrace.schemas.workflow.Connection;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.execution.NodeState.Skipped;
import io.millrace.worker.expression.Json;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * How far an execution has come through its graph. Immutable; persistent collections make a change cheap at any size.
 *
 * @param nodes the runs that began or were passed over
 * @param ready the runs whose inputs are there and that have not begun, in the order in which they became ready
 * @param path node ids in the order in which they began
 * @param stoppedBy the run whose failure ends the execution
 * @param outputBytes how much the outputs in the state take, in bytes of JSON
 */
public record Progress(
        PMap<NodeKey, NodeState> nodes,
        PVector<NodeKey> ready,
        PVector<String> path,
        Optional<NodeKey> stoppedBy,
        long outputBytes) {

    static final Progress NONE =
            new Progress(HashTreePMap.empty(), TreePVector.empty(), TreePVector.empty(), Optional.empty(), 0);

    Optional<NodeState> state(NodeKey key) {
        return Optional.ofNullable(nodes.get(key));
    }

    /** The runs that are under way. */
    public List<NodeKey> running() {
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Running)
                .map(Map.Entry::getKey)
                .toList();
    }

    Progress withReady(NodeKey key) {
        return new Progress(nodes, ready.plus(key), path, stoppedBy, outputBytes);
    }

    Progress withoutReady() {
        return new Progress(nodes, TreePVector.empty(), path, stoppedBy, outputBytes);
    }

    /** The run is under way: it has just begun, or was begun anew. */
    Progress running(NodeKey key, Running state) {
        return new Progress(
                nodes.plus(key, state),
                ready.minus(key),
                nodes.containsKey(key) ? path : path.plus(key.nodeId()),
                stoppedBy,
                outputBytes);
    }

    /** The run ended; nothing follows from it yet. */
    Progress ended(NodeKey key, Ended state) {
        return new Progress(
                nodes.plus(key, state),
                ready.minus(key),
                nodes.containsKey(key) ? path : path.plus(key.nodeId()),
                stoppedBy,
                outputBytes + state.output().map(Json::size).orElse(0));
    }

    Progress stoppedBy(NodeKey key) {
        return new Progress(nodes, TreePVector.empty(), path, Optional.of(key), outputBytes);
    }

    /**
     * Looks at the nodes behind one that was just ended or passed over: those that have all they need become ready,
     * those that can never run are passed over, and so on behind those.
     *
     * @param reachable the node ids that can be reached from the execution's trigger
     */
    Progress advancedBehind(String nodeId, Plan plan, Set<String> reachable) {
        Progress progress = this;
        var settled = new ArrayDeque<>(List.of(nodeId));
        while (!settled.isEmpty()) {
            for (Connection connection : plan.workflow().outgoing(settled.remove())) {
                NodeKey next = topLevel(connection.to());
                if (progress.nodes.containsKey(next) || progress.ready.contains(next)) {
                    continue;
                }
                switch (Arrivals.at(next, plan, progress, reachable).readiness(plan.step(next.nodeId()))) {
                    case READY -> progress = progress.withReady(next);
                    case NEVER -> {
                        progress = progress.skipped(next);
                        settled.add(next.nodeId());
                    }
                    case OPEN -> {}
                }
            }
        }
        return progress;
    }

    private Progress skipped(NodeKey key) {
        return new Progress(nodes.plus(key, new Skipped()), ready, path, stoppedBy, outputBytes);
    }
}
