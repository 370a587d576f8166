package io.millrace.worker.execution;

/**
 * A graph that is being gone through: the workflow's own, or a loop's body in one of its iterations.
 *
 * @param loopId the loop's node; empty for the workflow's own graph
 * @param iteration zero-based indices of the loops around the frame's nodes, joined by dots; empty at top level
 */
record Frame(String loopId, String iteration) {
    /** The workflow's own graph. */
    static final Frame TOP = new Frame("", "");

    /** The frame that a run is in. */
    static Frame of(NodeKey key, Plan plan) {
        return plan.loopAround(key.nodeId())
                .map(loopId -> new Frame(loopId, key.iteration()))
                .orElse(TOP);
    }

    /** An iteration of a loop. */
    static Frame of(NodeKey loop, int index) {
        String outer = loop.iteration();
        return new Frame(loop.nodeId(), outer.isEmpty() ? Integer.toString(index) : outer + "." + index);
    }

    boolean isTop() {
        return loopId.isEmpty();
    }

    /** The run of the loop whose iteration this is. */
    NodeKey loop() {
        int last = iteration.lastIndexOf('.');
        return new NodeKey(loopId, last < 0 ? "" : iteration.substring(0, last));
    }

    /** Which iteration this is, from 0. */
    int index() {
        return Integer.parseInt(iteration, iteration.lastIndexOf('.') + 1, iteration.length(), 10);
    }

    /** The run of one of the frame's nodes. */
    NodeKey node(String nodeId) {
        return new NodeKey(nodeId, iteration);
    }
}
