package io.millrace.worker.execution;

import io.millrace.worker.execution.NodeState.Active;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Looping;
import io.millrace.worker.execution.NodeState.Skipped;

/** Which callbacks are worth keeping. */
final class Callbacks {
    private Callbacks() {}

    /** Whether the run may yet begin to wait; one in a loop was made known only once its iteration had begun. */
    static boolean mayStillBeWaitedFor(NodeKey key, Execution execution) {
        if (key.iteration().isEmpty()) {
            return execution.reachable().contains(key.nodeId()) && !isOver(key, execution);
        }
        Frame frame = Frame.of(key, execution.start().plan());
        return !frame.isTop()
                && execution.progress().state(frame.loop()).orElse(null) instanceof Looping loop
                && loop.open().contains(frame.index())
                && !isOver(key, execution);
    }

    private static boolean isOver(NodeKey key, Execution execution) {
        return switch (execution.progress().state(key).orElse(null)) {
            case Ended ended -> true;
            case Skipped skipped -> true;
            case Active active -> false;
            case null -> false;
        };
    }
}
