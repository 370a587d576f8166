package io.millrace.worker.execution;

import static io.millrace.worker.execution.NodeKey.topLevel;

import io.millrace.schemas.workflow.Connection;
import io.millrace.worker.execution.NodeState.Ended;
import io.millrace.worker.expression.Json;
import io.millrace.worker.expression.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a node receives and what its expressions see. */
final class Inputs {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Inputs() {}

    /**
     * The node's input: the trigger's body for a trigger, the predecessor's output where the definition has one
     * incoming connection, else an object by node id of what arrived.
     */
    static Json of(NodeKey key, Execution execution) {
        List<Connection> incoming = execution.start().plan().workflow().incoming(key.nodeId());
        if (incoming.isEmpty()) {
            return execution.start().body();
        }
        var arrived = new LinkedHashMap<String, Json>();
        for (Connection connection : Arrivals.at(
                        key, execution.start().plan(), execution.progress(), execution.reachable())
                .delivered()) {
            arrived.put(connection.from(), output(connection.from(), execution));
        }
        return incoming.size() == 1 ? arrived.values().iterator().next() : Json.object(arrived);
    }

    static Scope scope(Execution execution, Json input, Instant nodeStartedAt) {
        Map<String, Json> outputs = new LinkedHashMap<>();
        execution.progress().nodes().forEach((key, state) -> {
            if (key.iteration().isEmpty() && state instanceof Ended ended) {
                ended.output().ifPresent(output -> outputs.put(key.nodeId(), output));
            }
        });
        Identity identity = execution.identity();
        Instant startedAt = execution.startedAt().orElse(identity.createdAt());
        return Scope.of(
                execution.start().data(),
                input,
                outputs,
                Json.object(Map.of(
                        "id", Json.of(identity.executionId().toString()),
                        "startedAt", Json.of(TIME.format(startedAt)),
                        "callbacks", Json.EMPTY_OBJECT)),
                Json.object(Map.of(
                        "id", Json.of(identity.workflowId()),
                        "name", Json.of(execution.start().plan().workflow().name()),
                        "version", Json.of(identity.workflowVersion()))),
                nodeStartedAt);
    }

    private static Json output(String nodeId, Execution execution) {
        return execution.progress().nodes().get(topLevel(nodeId)) instanceof Ended ended
                ? ended.output().orElse(Json.NULL)
                : Json.NULL;
    }
}
