package io.millrace.worker.node;

import io.millrace.expression.CompiledParameters;
import io.millrace.expression.Json;
import io.millrace.expression.Scope;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.NodeTypes;
import io.millrace.schemas.workflow.OnError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Calls of single nodes, as the worker makes them. */
public final class NodeCalls {

    public static final UUID EXECUTION = UUID.fromString("01890000-0000-7000-8000-000000000001");

    public static final String OWNER = "ada";

    private static final NodeTypes TYPES = NodeTypes.onClassPath();

    private NodeCalls() {}

    public static Json json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Node node(String type, String parameters, Optional<Duration> timeout) {
        ObjectNode tree = (ObjectNode) JsonMapper.shared().readTree(parameters);
        return new Node("n", type, "n", tree, Optional.empty(), timeout, OnError.FAIL, false);
    }

    /** The same call behind these rounds. */
    public static NodeCall after(List<Round> rounds, NodeCall call) {
        return new NodeCall(
                call.executionId(),
                call.ownerId(),
                call.node(),
                String.valueOf(rounds.size()),
                rounds,
                call.attempt(),
                call.scope(),
                call.parameters(),
                call.log(),
                call.traceparent(),
                call.credentials());
    }

    public static NodeCall call(String type, String parameters, String input) {
        return call(node(type, parameters, Optional.empty()), input);
    }

    public static NodeCall call(Node node, String input) {
        Scope scope = Scope.of(
                json("{\"kind\":\"webhook\",\"body\":{\"n\" : 1.0}}"),
                json(input),
                Map.of(),
                Json.EMPTY_OBJECT,
                Json.EMPTY_OBJECT,
                Instant.EPOCH);
        CompiledParameters parameters =
                CompiledParameters.of(node, TYPES.find(node.type()).orElseThrow());
        return new NodeCall(
                EXECUTION,
                OWNER,
                node,
                "",
                List.of(),
                1,
                scope,
                parameters.in(scope),
                (level, message, data) -> {},
                Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                NodeCredentials.NONE);
    }
}
