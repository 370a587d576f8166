package io.millrace.worker.node;

import io.millrace.schemas.event.Failure;
import io.millrace.schemas.workflow.NodeType;
import io.millrace.worker.expression.Json;

/** How an attempt of a node ended. */
public sealed interface NodeOutcome {

    /**
     * The node is done.
     *
     * @param outputName the output that it leaves by; one of its descriptor's
     * @param output what it hands on
     */
    record Completed(String outputName, Json output) implements NodeOutcome {}

    /** The attempt failed; {@code failure.retryable} says whether another may end differently. */
    record Failed(Failure failure) implements NodeOutcome {}

    /** Done, leaving by {@code main}. */
    static NodeOutcome completed(Json output) {
        return new Completed(NodeType.MAIN, output);
    }
}
