package io.millrace.worker.node.type;

import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import org.springframework.stereotype.Component;

/** Where a user starts an execution; hands on what the user gave. */
@Component
final class ManualNode implements QuickNode {

    @Override
    public String type() {
        return "manual";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        return TriggerBody.handOn(call);
    }
}
