package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.workflow.Connection;
import io.millrace.worker.execution.NodeState.Ended;
import java.util.LinkedHashMap;
import java.util.List;

/** What a graph hands on as a whole. */
final class Outputs {
    private Outputs() {}

    /** What the last of these runs handed on: one's output as it is, that of several as an object by node id. */
    static Json of(List<NodeKey> runs, Progress progress, Plan plan) {
        var outputs = new LinkedHashMap<String, Json>();
        for (NodeKey key : runs) {
            if (progress.state(key).orElse(null) instanceof Ended ended
                    && ended.output().isPresent()
                    && isLast(key, ended, plan)) {
                outputs.put(key.nodeId(), ended.output().get());
            }
        }
        return switch (outputs.size()) {
            case 0 -> Json.NULL;
            case 1 -> outputs.values().iterator().next();
            default -> Json.object(outputs);
        };
    }

    private static boolean isLast(NodeKey key, Ended ended, Plan plan) {
        for (Connection connection : plan.workflow().outgoing(key.nodeId())) {
            if (ended.outputName().filter(connection.output()::equals).isPresent()) {
                return false;
            }
        }
        return true;
    }
}
