package io.millrace.worker.node;

/** A type whose nodes only compute: no IO, no clock, no randomness, so that they run as part of a decision. */
public non-sealed interface QuickNode extends NodeType {

    /**
     * Runs a node.
     *
     * @throws io.millrace.expression.ExpressionException if a parameter cannot be evaluated
     */
    NodeOutcome run(NodeCall call);
}
