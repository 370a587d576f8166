package io.millrace.worker.node.type;

import io.millrace.expression.Json;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import java.util.List;
import org.springframework.stereotype.Component;

/** Runs its body once for each item of a list: a value that is no list is one item, a missing one is none. */
@Component
final class ForEachNode implements QuickNode {

    @Override
    public String type() {
        return "forEach";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        return new NodeOutcome.Repeats(
                call.parameters().find("items").map(Json::items).orElse(List.of()));
    }
}
