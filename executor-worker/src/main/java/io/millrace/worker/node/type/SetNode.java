package io.millrace.worker.node.type;

import io.millrace.expression.Json;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Makes an object, if asked on top of an input that is an object itself. */
@Component
final class SetNode implements QuickNode {

    @Override
    public String type() {
        return "set";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        Json values = call.parameters().require("values");
        return NodeOutcome.completed(call.parameters().condition("keepInput") ? merged(call.input(), values) : values);
    }

    private static Json merged(Json input, Json values) {
        Map<String, Json> members = new LinkedHashMap<>(input.members());
        members.putAll(values.members());
        return Json.object(members);
    }
}
