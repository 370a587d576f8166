package io.millrace.worker.node;

/** A type whose nodes reach outside; each runs on a virtual thread of its own and ends when that is interrupted. */
public non-sealed interface SlowNode extends NodeType {

    /**
     * Runs one attempt of a node.
     *
     * @throws io.millrace.expression.ExpressionException if a parameter cannot be evaluated
     * @throws InterruptedException if the thread was interrupted; the attempt's outside effects are then unknown
     */
    NodeOutcome run(NodeCall call) throws InterruptedException;
}
