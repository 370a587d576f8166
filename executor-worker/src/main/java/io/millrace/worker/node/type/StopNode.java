package io.millrace.worker.node.type;

import io.millrace.schemas.event.Failure;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import org.springframework.stereotype.Component;

/** Ends the execution with an error of its own. */
@Component
final class StopNode implements QuickNode {
    private static final int MAX_MESSAGE = 4_096;

    @Override
    public String type() {
        return "stop";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        String message = call.parameters().text("message").orElse("stopped");
        return new NodeOutcome.Failed(Failure.newBuilder()
                .setType("stopped")
                .setMessage(message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE))
                .build());
    }
}
