package io.millrace.worker.node.type;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Gives the answer of the execution: its body becomes the execution's output. */
@Component
final class RespondNode implements QuickNode {

    @Override
    public String type() {
        return "respond";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        Json status = call.parameters().require("status");
        if (!status.text().matches("[2-5]\\d\\d")) {
            throw ExpressionException.unusable("'" + status.text() + "' is not a status between 200 and 599", "status");
        }
        Map<String, Json> answer = new LinkedHashMap<>();
        answer.put("status", Json.of(Long.parseLong(status.text())));
        answer.put("headers", AnswerHeaders.of(call.parameters().find("headers").orElse(Json.EMPTY_OBJECT)));
        answer.put("body", call.parameters().find("body").orElse(call.input()));
        return NodeOutcome.completed(Json.object(answer));
    }
}
