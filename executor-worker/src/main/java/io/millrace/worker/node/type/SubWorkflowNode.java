package io.millrace.worker.node.type;

import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import org.springframework.stereotype.Component;

/** Starts an execution of another workflow and, unless told otherwise, hands on what that comes to. */
@Component
final class SubWorkflowNode implements QuickNode {

    @Override
    public String type() {
        return "subWorkflow";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        return new NodeOutcome.Calls(
                call.parameters().require("workflowId").text(),
                call.parameters().find("input").orElse(call.input()),
                call.parameters().condition("wait"));
    }
}
