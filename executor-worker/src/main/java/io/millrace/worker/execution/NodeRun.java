package io.millrace.worker.execution;

import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.SlowNode;

/** A slow node that is to be run once the decision is durable. */
public record NodeRun(NodeKey key, SlowNode type, NodeCall call) {}
