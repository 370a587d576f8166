package io.millrace.expression;

import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.NodeType;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node's parameters with their expressions parsed, which costs far more than evaluating them; so it is made once for
 * a node of a workflow's version. Immutable, for any number of threads.
 */
public final class CompiledParameters {

    private final Map<String, CompiledValue> values = new LinkedHashMap<>();

    private CompiledParameters() {}

    /**
     * Compiles the parameters that the node gives and takes the descriptor's defaults for the others.
     *
     * @throws ExpressionException if an expression does not parse, which publishing checks
     */
    public static CompiledParameters of(Node node, NodeType descriptor) {
        CompiledParameters compiled = new CompiledParameters();
        descriptor.parameters().forEach((name, parameter) -> {
            JsonNode given = node.parameters().get(name);
            if (given != null) {
                Object tree = tree(given);
                compiled.values.put(
                        name,
                        parameter.literal()
                                ? new CompiledValue.Constant(tree)
                                : CompiledValue.of(Pointers.child("", name), tree));
            } else {
                parameter
                        .defaultValue()
                        .ifPresent(value -> compiled.values.put(name, new CompiledValue.Constant(tree(value))));
            }
        });
        return compiled;
    }

    /** The parameters as this scope makes them. */
    public Parameters in(Scope scope) {
        return new Parameters(values, scope);
    }

    private static Object tree(JsonNode json) {
        return Json.parse(JsonMapper.shared().writeValueAsBytes(json)).tree();
    }
}
