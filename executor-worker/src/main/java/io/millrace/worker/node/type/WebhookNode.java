package io.millrace.worker.node.type;

import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import org.springframework.stereotype.Component;

/** Where a request starts an execution; hands on the request's body. */
@Component
final class WebhookNode implements QuickNode {

    @Override
    public String type() {
        return "webhook";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        return TriggerBody.handOn(call);
    }
}
