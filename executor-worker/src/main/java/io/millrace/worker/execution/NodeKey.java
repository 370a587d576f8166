package io.millrace.worker.execution;

/**
 * One run of a node.
 *
 * @param nodeId the node
 * @param iteration zero-based indices of the loops around it, joined by dots; empty at top level
 */
public record NodeKey(String nodeId, String iteration) {
    /** The run of a node that is in no loop. */
    public static NodeKey topLevel(String nodeId) {
        return new NodeKey(nodeId, "");
    }

    /** How many loops are around it. */
    int depth() {
        return iteration.isEmpty()
                ? 0
                : 1 + (int) iteration.chars().filter(c -> c == '.').count();
    }

    @Override
    public String toString() {
        return iteration.isEmpty() ? nodeId : nodeId + "[" + iteration + "]";
    }
}
