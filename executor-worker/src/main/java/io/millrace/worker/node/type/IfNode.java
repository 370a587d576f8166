package io.millrace.worker.node.type;

import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import org.springframework.stereotype.Component;

/** Passes its input on through {@code true} or {@code false}. */
@Component
final class IfNode implements QuickNode {

    @Override
    public String type() {
        return "if";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        return new NodeOutcome.Completed(String.valueOf(call.parameters().condition("condition")), call.input());
    }
}
