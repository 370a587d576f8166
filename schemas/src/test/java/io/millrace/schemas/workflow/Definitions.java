package io.millrace.schemas.workflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** Definitions for tests: JSON in, a workflow or its problems out. */
final class Definitions {

    static final WorkflowParser PARSER = new WorkflowParser(NodeTypes.onClassPath());

    static final String HOOK = """
            { "id": "hook", "type": "webhook", "parameters": { "path": "orders" } }""";

    private Definitions() {}

    /** A whole definition from its nodes and connections, each a JSON object. */
    static String workflow(List<String> nodes, String... connections) {
        return """
                { "name": "Test", "nodes": [%s], "connections": [%s] }""".formatted(String.join(",", nodes), String.join(",", connections));
    }

    static String node(String id, String type, String parameters) {
        return """
                { "id": "%s", "type": "%s", "parameters": %s }""".formatted(id, type, parameters);
    }

    static String set(String id) {
        return node(id, "set", "{ \"values\": {} }");
    }

    /** {@code from to} or {@code from output to}. */
    static String connection(String words) {
        String[] parts = words.split(" ", -1);
        return parts.length == 2
                ? "{ \"from\": \"%s\", \"to\": \"%s\" }".formatted(parts[0], parts[1])
                : "{ \"from\": \"%s\", \"output\": \"%s\", \"to\": \"%s\" }".formatted(parts[0], parts[1], parts[2]);
    }

    static Workflow valid(String definition) {
        return switch (PARSER.parse(definition.getBytes(UTF_8))) {
            case ParseResult.Valid valid -> valid.workflow();
            case ParseResult.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    static List<Problem> problems(String definition) {
        return problems(definition.getBytes(UTF_8));
    }

    static List<Problem> problems(byte[] definition) {
        return switch (PARSER.parse(definition)) {
            case ParseResult.Valid valid -> List.of();
            case ParseResult.Invalid invalid -> invalid.problems();
        };
    }
}
