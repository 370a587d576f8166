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

    /** The runs under way in a loop's iterations, at any depth. */
    static List<NodeKey> inside(Execution execution, NodeKey loop) {
        Plan plan = execution.start().plan();
        return innermostFirst(execution).stream()
                .filter(key -> {
                    Frame frame = Frame.of(key, plan);
                    while (!frame.isTop() && !frame.loop().equals(loop)) {
                        frame = Frame.of(frame.loop(), plan);
                    }
                    return !frame.isTop();
                })
                .toList();
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
