package io.millrace.expression;

import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.NodeTypes;
import io.millrace.schemas.workflow.OnError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A scope like a real one, and parameters as a {@code set} node has them. */
final class ExpressionFixture {

    static final Instant TIME = Instant.parse("2026-11-21T10:00:00.123Z");

    private static final NodeTypes TYPES = NodeTypes.onClassPath();

    private ExpressionFixture() {}

    static Json json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static Scope scope() {
        Map<String, Json> nodes = new LinkedHashMap<>();
        nodes.put("total", json("{\"total\": 120.5, \"none\": null}"));
        nodes.put("list", json("[1, null, 3]"));
        return Scope.of(
                json("""
                        {"kind": "webhook", "method": "POST", "headers": {"x-request-id": "r1", "accept": ["a", "b"]},
                         "query": {"q": "1"}, "params": {"id": "42"},
                         "body": {"id": 7, "big": 9007199254740993, "huge": 123456789012345678901234567890, "pi": 3.25,
                                  "one": 1.0, "none": null, "text": "t", "empty": "", "flag": false, "zero": 0,
                                  "items": [{"price": 2, "quantity": 3}, {"price": 1.5, "quantity": 2}],
                                  "single": [{"n": 1}], "strings": ["a", "b"]}}
                        """),
                json("{\"name\": \"Ada\", \"nothing\": null}"),
                nodes,
                json(
                        "{\"id\": \"e1\", \"startedAt\": \"2026-11-21T09:59:59.000Z\", \"callbacks\": {\"ok\": \"http://c/1\"}}"),
                json("{\"id\": \"orders\", \"name\": \"Orders\", \"version\": 3}"),
                TIME);
    }

    /** What a {@code values} parameter comes to. */
    static String evaluate(String valuesJson) {
        return evaluate(valuesJson, scope());
    }

    static String evaluate(String valuesJson, Scope scope) {
        return set("{\"values\":" + valuesJson + "}")
                .in(scope)
                .require("values")
                .toString();
    }

    static CompiledParameters set(String parametersJson) {
        return compile("set", parametersJson);
    }

    static CompiledParameters compile(String type, String parametersJson) {
        ObjectNode parameters = (ObjectNode) JsonMapper.shared().readTree(parametersJson);
        Node node = new Node("n", type, "n", parameters, Optional.empty(), Optional.empty(), OnError.FAIL, false);
        return CompiledParameters.of(node, TYPES.find(type).orElseThrow());
    }
}
