package io.millrace.worker.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which executions of limited workflows run, and which wait in line. A place is held by an execution's id and given
 * back by its end, so that nothing is ever counted twice or forgotten.
 */
final class ConcurrencyLimits {
    private static final class Line {
        final Set<UUID> running = new LinkedHashSet<>();
        /** With the limit that holds for each. */
        final Map<UUID, Integer> queued = new LinkedHashMap<>();

        boolean hasRoom(int limit) {
            return running.size() < limit;
        }

        boolean isEmpty() {
            return running.isEmpty() && queued.isEmpty();
        }
    }

    private final Map<String, Line> lines = new HashMap<>();

    /** Whether a new execution may begin at once; it then holds its place. Else it is the last in line. */
    boolean admits(String workflowId, UUID executionId, int limit) {
        Line line = line(workflowId);
        if (line.queued.isEmpty() && line.hasRoom(limit)) {
            line.running.add(executionId);
            return true;
        }
        line.queued.put(executionId, limit);
        return false;
    }

    /** The execution runs already, limit or not. */
    void hold(String workflowId, UUID executionId) {
        line(workflowId).running.add(executionId);
    }

    /** The execution waits in line already, behind those that were named before. */
    void enqueue(String workflowId, UUID executionId, int limit) {
        line(workflowId).queued.put(executionId, limit);
    }

    /** The execution ended; if it had a place, others may have it. */
    void release(String workflowId, UUID executionId) {
        Line line = lines.get(workflowId);
        if (line != null) {
            line.running.remove(executionId);
            line.queued.remove(executionId);
            if (line.isEmpty()) {
                lines.remove(workflowId);
            }
        }
    }

    /** Takes out of the lines who may begin now; each holds its place from now on. */
    List<UUID> admit() {
        var admitted = new ArrayList<UUID>();
        for (Line line : lines.values()) {
            var waiting = line.queued.entrySet().iterator();
            while (waiting.hasNext()) {
                var head = waiting.next();
                if (!line.hasRoom(head.getValue())) {
                    break; // in order: nobody overtakes
                }
                waiting.remove();
                line.running.add(head.getKey());
                admitted.add(head.getKey());
            }
        }
        return admitted;
    }

    boolean isQueued(String workflowId, UUID executionId) {
        Line line = lines.get(workflowId);
        return line != null && line.queued.containsKey(executionId);
    }

    /** How many wait in line. */
    int queued() {
        return lines.values().stream().mapToInt(line -> line.queued.size()).sum();
    }

    private Line line(String workflowId) {
        return lines.computeIfAbsent(workflowId, id -> new Line());
    }
}
