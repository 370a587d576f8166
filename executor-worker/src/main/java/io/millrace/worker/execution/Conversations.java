package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.worker.execution.NodeState.Conversing;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.node.NodeOutcome;
import java.util.List;

/**
 * How nodes go on in rounds. Each round is a run of its own, and so is each thing that a round asks for; the next round
 * begins when all of those have ended. Only what is under way is kept as a run, the rest is in the node's own state.
 */
final class Conversations {
    private Conversations() {}

    /** The node begins, with its first round. */
    static Progress begun(Progress progress, NodeKey node, Attempt attempt) {
        return progress.active(node, Conversing.begun(attempt)).withReady(node.below(0));
    }

    /** Whether the run may begin because its round, which is under way, asks for it. */
    static boolean isAsked(NodeKey key, Progress progress, Plan plan) {
        return Part.of(key, plan).orElse(null) instanceof Part.Call call
                && progress.state(call.inRound()).orElse(null) instanceof Running
                && !conversing(progress, call.node()).answers().containsKey(call.number());
    }

    /** What follows from the end of a part. */
    static Progress ended(Progress progress, NodeKey key, Part part, Ended ended, Plan plan) {
        Progress left = progress.ended(key, ended).without(List.of(key));
        if (ended.status() == NodeStatus.CANCELLED) {
            return left; // what it is part of ends as well
        }
        Conversing state = conversing(left, part.node());
        return switch (part) {
            case Part.Call call -> {
                Json answer = answer(ended);
                yield goneOn(left.kept(answer), call.node(), state.answered(call.number(), answer), plan);
            }
            case Part.Round round
            when ended.status() == NodeStatus.SUCCESS && ended.outputName().isEmpty() -> {
                Json said = ended.output().orElse(Json.NULL);
                yield goneOn(left.kept(said), round.node(), state.said(said), plan);
            }
            case Part.Round round -> left.active(round.node(), state.through(ended));
        };
    }

    /** What a conversation comes to that is through: the same as its last round. */
    static NodeOutcome outcome(Conversing state) {
        Ended last = state.end().orElseThrow();
        return last.failure()
                .<NodeOutcome>map(NodeOutcome.Failed::new)
                .orElseGet(() -> new NodeOutcome.Completed(
                        last.outputName().orElseThrow(), last.output().orElse(Json.NULL)));
    }

    /** Nothing is kept of a conversation, because its node has ended. */
    static Progress abandoned(Progress progress, NodeKey node, Conversing state, Plan plan) {
        List<NodeKey> waiting = progress.ready().stream()
                .filter(key -> isPartOf(node, key, plan))
                .toList();
        Progress left = progress.without(waiting);
        return left.with(left.tally().withOutput(-state.size()));
    }

    /** The next round begins, if the last one is over and has all its answers. */
    private static Progress goneOn(Progress progress, NodeKey node, Conversing state, Plan plan) {
        boolean open =
                state.said().isEmpty() || progress.runs().active().stream().anyMatch(key -> isPartOf(node, key, plan));
        if (open) {
            return progress.active(node, state);
        }
        Conversing next = state.withRound();
        return progress.active(node, next).withReady(node.below(next.rounds().size()));
    }

    private static boolean isPartOf(NodeKey node, NodeKey key, Plan plan) {
        return Part.of(key, plan).filter(part -> part.node().equals(node)).isPresent();
    }

    /** What a round gets to see of what it asked for. */
    private static Json answer(Ended ended) {
        return ended.failure()
                .map(failure -> Failures.asOutput(Failure.newBuilder(failure)
                        .setNodeId(null)
                        .setDetails(null)
                        .build()))
                .orElseGet(() -> ended.output().orElse(Json.NULL));
    }

    private static Conversing conversing(Progress progress, NodeKey node) {
        if (progress.state(node).orElse(null) instanceof Conversing conversing) {
            return conversing;
        }
        throw new IllegalStateException(node + " does not go on in rounds");
    }
}
