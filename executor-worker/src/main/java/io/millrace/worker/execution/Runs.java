package io.millrace.worker.execution;

import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.worker.execution.NodeState.Active;
import io.millrace.worker.execution.NodeState.Conversing;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Looping;
import io.millrace.worker.execution.NodeState.Retrying;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.execution.NodeState.Skipped;
import io.millrace.worker.execution.NodeState.Waiting;
import java.util.Collection;
import org.pcollections.HashTreePMap;
import org.pcollections.OrderedPSet;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * Which runs of nodes there are. Of a loop's iterations only the open ones are here; the loop keeps what the others
 * came to.
 *
 * @param states the runs that began or were passed over
 * @param active those that have not ended, in the order in which they began
 * @param ready those whose inputs are there and that have not begun, in the order in which they became ready
 */
record Runs(PMap<NodeKey, NodeState> states, OrderedPSet<NodeKey> active, PVector<NodeKey> ready) {
    static final Runs NONE = new Runs(HashTreePMap.empty(), OrderedPSet.empty(), TreePVector.empty());

    boolean isKnown(NodeKey key) {
        return states.containsKey(key) || ready.contains(key);
    }

    Runs withReady(NodeKey key) {
        return new Runs(states, active, ready.plus(key));
    }

    Runs withoutReady() {
        return new Runs(states, active, TreePVector.empty());
    }

    Runs withoutReady(Collection<NodeKey> keys) {
        return new Runs(states, active, ready.minusAll(keys));
    }

    Runs with(NodeKey key, NodeState state) {
        return new Runs(
                states.plus(key, state),
                state instanceof Active ? active.plus(key) : active.minus(key),
                ready.minus(key));
    }

    Runs without(Collection<NodeKey> keys) {
        return new Runs(states.minusAll(keys), active.minusAll(keys), ready.minusAll(keys));
    }

    /** Where an unfinished execution stands that has these runs. */
    ExecutionStatus status() {
        if (!ready.isEmpty()) {
            return ExecutionStatus.RUNNING;
        }
        boolean waits = false;
        for (NodeKey key : active) {
            switch (states.get(key)) {
                case Running running -> {
                    return ExecutionStatus.RUNNING;
                }
                case Waiting waiting -> waits = true;
                case Retrying retrying -> waits = true;
                case Looping looping -> {} // what it does, its iterations tell
                case Conversing conversing -> {} // and here its rounds
                case Ended ended -> throw new IllegalStateException(key + " has ended and is active");
                case Skipped skipped -> throw new IllegalStateException(key + " was skipped and is active");
                case null -> throw new IllegalStateException(key + " is active and has no state");
            }
        }
        return waits ? ExecutionStatus.WAITING : ExecutionStatus.RUNNING;
    }
}
