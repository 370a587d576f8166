package io.millrace.worker.node.type;

import io.millrace.expression.Json;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Passes its input on through the first case that equals a value's string form, else through {@code default}. */
@Component
final class SwitchNode implements QuickNode {

    @Override
    public String type() {
        return "switch";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        Optional<String> value = call.parameters().find("value").map(Json::text);
        String output = call.parameters().require("cases").items().stream()
                .map(Json::text)
                .filter(name -> value.filter(name::equals).isPresent())
                .findFirst()
                .orElse("default");
        return new NodeOutcome.Completed(output, call.input());
    }
}
