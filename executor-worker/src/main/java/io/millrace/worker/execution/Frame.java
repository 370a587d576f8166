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
                .map(loopId -> new Frame(loopId, Part.whole(key, plan).iteration()))
                .orElse(TOP);
    }

    /** An iteration of a loop. */
    static Frame of(NodeKey loop, int index) {
        return new Frame(loop.nodeId(), loop.below(index).iteration());
    }

    boolean isTop() {
        return loopId.isEmpty();
    }

    /** The run of the loop whose iteration this is. */
    NodeKey loop() {
        return new NodeKey(loopId, iteration).above();
    }

    /** Which iteration this is, from 0. */
    int index() {
        return new NodeKey(loopId, iteration).index();
    }

    /** The run of one of the frame's nodes. */
    NodeKey node(String nodeId) {
        return new NodeKey(nodeId, iteration);
    }
}
