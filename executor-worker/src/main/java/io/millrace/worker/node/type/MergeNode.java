package io.millrace.worker.node.type;

import io.millrace.schemas.workflow.Node;
import io.millrace.worker.node.Join;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import org.springframework.stereotype.Component;

/** Brings branches together, as its {@code mode} says, and passes on what arrived. */
@Component
final class MergeNode implements QuickNode {

    @Override
    public String type() {
        return "merge";
    }

    @Override
    public Join join(Node node) {
        String mode = node.parameters().path("mode").asString("all");
        return switch (mode) {
            case "all" -> Join.ALL;
            case "any" -> Join.ANY;
            case "firstSuccessful" -> Join.FIRST_SUCCESSFUL;
            default -> throw new IllegalArgumentException("no mode of merge: '" + mode + "'");
        };
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        return NodeOutcome.completed(call.input());
    }
}
