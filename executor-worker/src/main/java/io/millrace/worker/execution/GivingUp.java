package io.millrace.worker.execution;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which runs are given up because something around them has ended or failed; what is inside others comes first. */
final class GivingUp {
    private GivingUp() {}

    /** All runs that are under way. */
    static List<NodeKey> innermostFirst(Execution execution) {
        return execution.progress().runs().active().stream()
                .sorted(Comparator.comparingInt(NodeKey::depth).reversed())
                .toList();
    }

    /** The run that has to be given up before anything else, because the graph that it is in has failed. */
    static Optional<NodeKey> first(Execution execution) {
        if (execution.progress().stopped().isEmpty()) {
            return Optional.empty();
        }
        return innermostFirst(execution).stream()
                .filter(key -> isStopped(execution, key))
                .findFirst();
    }

    /** The runs under way in a loop's iterations or a node's rounds, at any depth. */
    static List<NodeKey> inside(Execution execution, NodeKey around) {
        Plan plan = execution.start().plan();
        return innermostFirst(execution).stream()
                .filter(key -> {
                    Optional<NodeKey> outer = around(key, plan);
                    while (outer.isPresent() && !outer.get().equals(around)) {
                        outer = around(outer.get(), plan);
                    }
                    return outer.isPresent();
                })
                .toList();
    }

    /** The run that this one is part of, or in whose loop it is. */
    private static Optional<NodeKey> around(NodeKey key, Plan plan) {
        Frame frame = Frame.of(key, plan);
        Optional<NodeKey> loop = frame.isTop() ? Optional.empty() : Optional.of(frame.loop());
        return Part.of(key, plan).map(Part::node).or(() -> loop);
    }

    private static boolean isStopped(Execution execution, NodeKey key) {
        Plan plan = execution.start().plan();
        Frame frame = Frame.of(key, plan);
        while (!execution.progress().stopped().containsKey(frame)) {
            if (frame.isTop()) {
                return false;
            }
            frame = Frame.of(frame.loop(), plan);
        }
        return true;
    }
}
