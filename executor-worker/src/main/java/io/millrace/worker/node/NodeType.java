package io.millrace.worker.node;

import io.millrace.schemas.workflow.Node;

/** What nodes of one type do; a new type is one class here and one descriptor in {@code schemas}. */
public sealed interface NodeType permits QuickNode, SlowNode {

    /** The name of its descriptor. */
    String type();

    /** When a node with several incoming connections runs. */
    default Join join(Node node) {
        return Join.AT_LEAST_ONE;
    }
}
