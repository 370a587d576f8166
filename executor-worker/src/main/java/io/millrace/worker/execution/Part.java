package io.millrace.worker.execution;

import java.util.Optional;

/** A run that is part of another run of the same node: of one that goes on in rounds. */
sealed interface Part {

    /** The run that it is part of. */
    NodeKey node();

    /** A round, from 0. */
    record Round(NodeKey node, int number) implements Part {}

    /** Something that a round asked for, from 0. */
    record Call(NodeKey node, int round, int number) implements Part {
        NodeKey inRound() {
            return node.below(round);
        }
    }

    /** What the run is part of: its iteration goes on behind the loops that are around the node. */
    static Optional<Part> of(NodeKey key, Plan plan) {
        int below = plan.converses(key.nodeId()) ? key.depth() - plan.loopsAround(key.nodeId()) : 0;
        return switch (below) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new Round(key.above(), key.index()));
            case 2 -> Optional.of(new Call(key.above().above(), key.above().index(), key.index()));
            default -> throw new IllegalArgumentException(key + " is no run of a node in rounds");
        };
    }

    /** The run that has the node's input and expressions: the one that this one is part of, or itself. */
    static NodeKey whole(NodeKey key, Plan plan) {
        return of(key, plan).map(Part::node).orElse(key);
    }
}
