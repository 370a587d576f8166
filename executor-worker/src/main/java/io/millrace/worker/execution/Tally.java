package io.millrace.worker.execution;

import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * What an execution counts up as it goes.
 *
 * @param path top-level node ids in the order in which they began
 * @param executed how many runs have begun, those of ended iterations included
 * @param carriedOn whether a node failed and the workflow was told to go on
 * @param logLines how many lines were logged
 * @param outputBytes how much the outputs in the state take, in bytes of JSON
 */
record Tally(PVector<String> path, int executed, boolean carriedOn, int logLines, long outputBytes) {
    static final Tally ZERO = new Tally(TreePVector.empty(), 0, false, 0, 0);

    Tally begun(NodeKey key) {
        return new Tally(
                key.iteration().isEmpty() ? path.plus(key.nodeId()) : path,
                executed + 1,
                carriedOn,
                logLines,
                outputBytes);
    }

    Tally thatCarriedOn() {
        return new Tally(path, executed, true, logLines, outputBytes);
    }

    Tally logged(int lines) {
        return new Tally(path, executed, carriedOn, logLines + lines, outputBytes);
    }

    Tally withOutput(long moreBytes) {
        return new Tally(path, executed, carriedOn, logLines, outputBytes + moreBytes);
    }
}
