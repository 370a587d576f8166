package io.millrace.worker.node;

import io.millrace.schemas.workflow.Node;

/** A type whose nodes reach outside; each runs on a virtual thread of its own and ends when that is interrupted. */
public non-sealed interface SlowNode extends NodeType {

    /**
     * Whether the node goes on in rounds: then each is a run of its own, knows those before it, and either ends the
     * node or {@linkplain NodeOutcome.Asks asks} for something.
     */
    default boolean converses(Node node) {
        return false;
    }

    /**
     * Runs one attempt of a node.
     *
     * @throws io.millrace.expression.ExpressionException if a parameter cannot be evaluated
     * @throws InterruptedException if the thread was interrupted; the attempt's outside effects are then unknown
     */
    NodeOutcome run(NodeCall call) throws InterruptedException;
}
