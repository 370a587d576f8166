package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.KeptCallback;
import io.millrace.schemas.workflow.Connection;
import io.millrace.worker.execution.NodeState.Active;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.execution.NodeState.Skipped;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * How far an execution has come through its graph. Immutable; persistent collections make a change cheap at any size.
 *
 * @param runs the runs of nodes that there are
 * @param tally what is counted up
 * @param stopped the graphs in which nothing begins any more, with the run whose failure did that
 * @param callbacks what came for waits that have not begun
 */
public record Progress(Runs runs, Tally tally, PMap<Frame, NodeKey> stopped, PMap<NodeKey, KeptCallback> callbacks) {

    static final Progress NONE = new Progress(Runs.NONE, Tally.ZERO, HashTreePMap.empty(), HashTreePMap.empty());

    /** Where each run stands that began or was passed over. */
    public Map<NodeKey, NodeState> nodes() {
        return runs.states();
    }

    Optional<NodeState> state(NodeKey key) {
        return Optional.ofNullable(runs.states().get(key));
    }

    /** The run's state, if it has begun and not ended. */
    Optional<Active> active(NodeKey key) {
        return runs.states().get(key) instanceof Active active ? Optional.of(active) : Optional.empty();
    }

    List<NodeKey> ready() {
        return runs.ready();
    }

    /** The runs that are under way outside the decision. */
    public List<NodeKey> running() {
        return runs.active().stream()
                .filter(key -> runs.states().get(key) instanceof Running)
                .toList();
    }

    /** The run whose failure ends the execution. */
    Optional<NodeKey> stoppedBy() {
        return Optional.ofNullable(stopped.get(Frame.TOP));
    }

    ExecutionStatus status() {
        return runs.status();
    }

    Progress withReady(NodeKey key) {
        return with(runs.withReady(key));
    }

    /** Nothing begins any more. */
    Progress withoutReady() {
        return with(runs.withoutReady());
    }

    Progress withCallback(NodeKey key, KeptCallback callback) {
        return new Progress(runs, tally, stopped, callbacks.plus(key, callback));
    }

    Progress with(Tally newTally) {
        return new Progress(runs, newTally, stopped, callbacks);
    }

    /** The run is under way: it has just begun, or goes on in another way. */
    Progress active(NodeKey key, Active state) {
        return new Progress(runs.with(key, state), begun(key), stopped, callbacks);
    }

    /** So much more is kept in the state of a run that is under way. */
    Progress kept(Json output) {
        return with(tally.withOutput(output.size()));
    }

    /** The run ended; nothing follows from it yet. */
    Progress ended(NodeKey key, Ended state) {
        return new Progress(runs.with(key, state), begun(key).withOutput(size(state)), stopped, callbacks.minus(key));
    }

    /** Nothing begins any more in the graph, because this run failed in it. */
    Progress stopped(Frame frame, NodeKey by, Plan plan) {
        var left = runs.ready().stream()
                .filter(key -> frame.isTop() || Frame.of(key, plan).equals(frame))
                .toList();
        return new Progress(runs.withoutReady(left), tally, stopped.plus(frame, by), callbacks);
    }

    /** Nothing is kept of these runs, which are all that were in the graph. */
    Progress without(Frame frame, Collection<NodeKey> keys) {
        Progress left = without(keys);
        return new Progress(left.runs, left.tally, stopped.minus(frame), left.callbacks);
    }

    /** Nothing is kept of these runs. */
    Progress without(Collection<NodeKey> keys) {
        long bytes = keys.stream()
                .mapToLong(key -> runs.states().get(key) instanceof Ended ended ? size(ended) : 0)
                .sum();
        return new Progress(runs.without(keys), tally.withOutput(-bytes), stopped, callbacks.minusAll(keys));
    }

    /**
     * Looks at the nodes behind one that was just ended or passed over: those that have all they need become ready,
     * those that can never run are passed over, and so on behind those.
     *
     * @param reachable the top-level node ids that can be reached from the execution's trigger
     */
    Progress advancedBehind(NodeKey key, Plan plan, Set<String> reachable) {
        Progress progress = this;
        var settled = new ArrayDeque<>(List.of(key));
        while (!settled.isEmpty()) {
            for (Connection connection :
                    plan.workflow().outgoing(settled.remove().nodeId())) {
                var next = new NodeKey(connection.to(), key.iteration());
                if (progress.runs.isKnown(next)) {
                    continue;
                }
                switch (Arrivals.at(next, plan, progress, reachable).readiness(plan.step(next.nodeId()))) {
                    case READY -> progress = progress.withReady(next);
                    case NEVER -> {
                        progress = progress.with(progress.runs.with(next, new Skipped()));
                        settled.add(next);
                    }
                    case OPEN -> {}
                }
            }
        }
        return progress;
    }

    private Tally begun(NodeKey key) {
        return runs.states().containsKey(key) ? tally : tally.begun(key);
    }

    private Progress with(Runs newRuns) {
        return new Progress(newRuns, tally, stopped, callbacks);
    }

    private static int size(Ended state) {
        return state.output().map(Json::size).orElse(0);
    }
}
