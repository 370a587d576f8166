package io.millrace.worker.execution;

/**
 * One run of a node.
 *
 * @param nodeId the node
 * @param iteration zero-based indices of the loops around it, joined by dots, and behind them that of the round and of
 *     what the round asked for; empty at top level
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

    /** The run with this index one level further in. */
    NodeKey below(int index) {
        return new NodeKey(nodeId, iteration.isEmpty() ? Integer.toString(index) : iteration + "." + index);
    }

    /** The run of the same node one level further out. */
    NodeKey above() {
        int last = iteration.lastIndexOf('.');
        return new NodeKey(nodeId, last < 0 ? "" : iteration.substring(0, last));
    }

    /** The innermost index. */
    int index() {
        return Integer.parseInt(iteration, iteration.lastIndexOf('.') + 1, iteration.length(), 10);
    }

    @Override
    public String toString() {
        return iteration.isEmpty() ? nodeId : nodeId + "[" + iteration + "]";
    }
}
