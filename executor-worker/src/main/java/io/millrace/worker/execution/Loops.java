package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Looping;
import io.millrace.worker.node.NodeOutcome;
import java.util.List;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;

/** How loops go through their items: as many iterations at a time as they may have, each in a frame of its own. */
final class Loops {
    private Loops() {}

    /** The loop begins, with its first iterations. */
    static Progress begun(Progress progress, NodeKey loop, Attempt attempt, List<Json> items, Plan plan) {
        var state = new Looping(attempt, items, 0, HashTreePSet.empty(), HashTreePMap.empty(), Optional.empty());
        return withIterations(progress.active(loop, state), loop, plan);
    }

    /** A failure in an iteration ends the iteration, or the whole loop. */
    static Progress failed(Progress progress, Frame frame, NodeKey by, Failure failure, Plan plan) {
        NodeKey loop = frame.loop();
        if (plan.loop(loop.nodeId()).collects()) {
            return progress.stopped(frame, by, plan);
        }
        Progress stopped = progress;
        for (int index : looping(progress, loop).open()) {
            stopped = stopped.stopped(Frame.of(loop, index), by, plan);
        }
        return concluded(stopped.active(loop, looping(stopped, loop).withFailure(failure)), loop, plan);
    }

    /** If nothing is left to do in the frame, its iteration ends and the next one begins. */
    static Progress concluded(Progress progress, Frame frame, Plan plan) {
        boolean open = progress.runs().active().stream()
                        .anyMatch(key -> Frame.of(key, plan).equals(frame))
                || progress.runs().ready().stream()
                        .anyMatch(key -> Frame.of(key, plan).equals(frame));
        if (open) {
            return progress;
        }
        NodeKey loop = frame.loop();
        Looping state = looping(progress, loop);
        NodeKey stoppedBy = progress.stopped().get(frame);
        Progress left = progress.without(frame, runs(frame, plan));
        if (state.failure().isPresent()) {
            return left.active(loop, state.without(frame.index()));
        }
        Json result = stoppedBy == null ? Outputs.of(runs(frame, plan), progress, plan) : error(progress, stoppedBy);
        Tally tally = left.tally().withOutput(result.size());
        return withIterations(
                left.with(stoppedBy == null ? tally : tally.thatCarriedOn())
                        .active(loop, state.with(frame.index(), result)),
                loop,
                plan);
    }

    /** Nothing is kept of a loop's open iterations, because the loop itself has ended. */
    static Progress abandoned(Progress progress, NodeKey loop, Looping state, Plan plan) {
        Progress left = progress;
        for (int index : state.open()) {
            Frame frame = Frame.of(loop, index);
            List<NodeKey> inside = runs(frame, plan);
            for (NodeKey key : inside) {
                if (left.state(key).orElse(null) instanceof Looping inner) {
                    left = abandoned(left, key, inner, plan);
                }
            }
            left = left.without(frame, inside);
        }
        long results = state.results().values().stream().mapToLong(Json::size).sum();
        return left.with(left.tally().withOutput(-results));
    }

    private static Progress concluded(Progress progress, NodeKey loop, Plan plan) {
        Progress concluded = progress;
        for (int index : looping(progress, loop).open()) {
            concluded = concluded(concluded, Frame.of(loop, index), plan);
        }
        return concluded;
    }

    /** What a loop comes to that is through with its items, or has failed. */
    static NodeOutcome outcome(NodeKey key, Looping loop) {
        if (loop.failure().isPresent()) {
            return new NodeOutcome.Failed(loop.failure().get());
        }
        Json output = Json.array(loop.inOrder());
        return output.size() > Limits.MAX_STATE_BYTES
                ? new NodeOutcome.Failed(Failures.named(
                        Failures.tooLarge("the result of " + key, output.size(), Limits.MAX_STATE_BYTES), key))
                : NodeOutcome.completed(output);
    }

    private static Progress withIterations(Progress progress, NodeKey loop, Plan plan) {
        Plan.Loop definition = plan.loop(loop.nodeId());
        Looping state = looping(progress, loop);
        Progress begun = progress;
        while (state.begun() < state.items().size() && state.open().size() < definition.concurrency()) {
            int index = state.begun();
            state = state.withNext();
            Frame frame = Frame.of(loop, index);
            for (String root : definition.body().roots()) {
                begun = begun.withReady(frame.node(root));
            }
        }
        return begun.active(loop, state);
    }

    /** The runs of a frame's nodes, in the definition's order. */
    private static List<NodeKey> runs(Frame frame, Plan plan) {
        return plan.loop(frame.loopId()).body().nodeIds().stream()
                .map(frame::node)
                .toList();
    }

    private static Json error(Progress progress, NodeKey failed) {
        return progress.state(failed).orElseThrow() instanceof Ended ended
                ? Failures.asOutput(ended.failure().orElseThrow())
                : Json.NULL;
    }

    private static Looping looping(Progress progress, NodeKey loop) {
        if (progress.state(loop).orElse(null) instanceof Looping looping) {
            return looping;
        }
        throw new IllegalStateException(loop + " goes through no items");
    }
}
