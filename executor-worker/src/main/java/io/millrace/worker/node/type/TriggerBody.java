package io.millrace.worker.node.type;

import io.millrace.expression.Json;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;

/** What every trigger hands on. */
final class TriggerBody {

    private TriggerBody() {}

    static NodeOutcome handOn(NodeCall call) {
        return NodeOutcome.completed(call.scope().trigger().member("body").orElse(Json.NULL));
    }
}
