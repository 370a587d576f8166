package io.millrace.benchmark.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the scenarios are in n8n: the same steps with the same names, in its own nodes and expressions. */
final class N8nWorkflow {
    static final String ID = "orders";

    private static final String HOOK = node("hook", "webhook", "2.1", """
            "httpMethod": "POST", "path": "orders", "responseMode": "onReceived", "options": {}""")
            .replace("\"id\":", "\"webhookId\": \"0d5b0e4a-7a58-4c39-9c7b-2f6d1a3c8e10\", \"id\":");
    private static final String TOTAL = set(
            "total",
            assignment(
                    "total",
                    "number",
                    "={{ $json.body.items.reduce((sum, item) => sum + item.price * item.quantity, 0) }}"));
    private static final String BIG = node("big", "if", "2.2", """
            "conditions": {
              "options": { "caseSensitive": true, "leftValue": "", "typeValidation": "strict", "version": 2 },
              "conditions": [ { "id": "1", "leftValue": "={{ $json.total }}", "rightValue": 100,
                                "operator": { "type": "number", "operation": "gt" } } ],
              "combinator": "and" }, "options": {}""");
    private static final String NO = set("no", assignment("tier", "string", "plain"));
    private static final String CALL = node("call", "httpRequest", "4.2", """
            "method": "POST", "url": "%s", "sendBody": true, "specifyBody": "json",
            "jsonBody": "={{ { \\"total\\": $json.total } }}", "options": {}""");

    private N8nWorkflow() {}

    /** The scenarios that it has. */
    static Set<String> scenarios() {
        return Set.of("four-step", "http-step");
    }

    /**
     * A scenario as n8n imports it; its id is {@link #ID}.
     *
     * @param echo the address of a server that answers what it is sent
     */
    static String of(String scenario, String echo) {
        Map<String, String> nodes = new LinkedHashMap<>();
        nodes.put("hook", HOOK);
        nodes.put("total", TOTAL);
        nodes.put("big", BIG);
        nodes.put("no", NO);
        String connections = to("hook", "total") + ", " + to("total", "big") + ", ";
        switch (scenario) {
            case "four-step" -> {
                nodes.put(
                        "yes",
                        set(
                                "yes",
                                assignment("tier", "string", "gold") + ", "
                                        + assignment("total", "number", "={{ $json.total }}")));
                connections += branches("big", "yes", "no");
            }
            case "http-step" -> {
                nodes.put("call", CALL.formatted("http://" + echo + "/"));
                nodes.put("yes", set("yes", assignment("told", "number", "={{ $json.total }}")));
                connections += branches("big", "call", "no") + ", " + to("call", "yes");
            }
            default -> throw new IllegalArgumentException("n8n has no " + scenario);
        }
        return """
                { "id": "%s", "name": "%s", "active": false, "settings": { "executionOrder": "v1" }, "nodes": [ %s ],
                  "connections": { %s } }""".formatted(ID, scenario, String.join(", ", nodes.values()), connections);
    }

    private static String node(String name, String type, String version, String parameters) {
        return """
                { "id": "%s", "name": "%s", "type": "n8n-nodes-base.%s", "typeVersion": %s, "position": [0, 0],
                  "parameters": { %s } }""".formatted(name, name, type, version, parameters);
    }

    private static String set(String name, String assignments) {
        return node(name, "set", "3.4", """
                "assignments": { "assignments": [ %s ] }, "options": {}""".formatted(assignments));
    }

    private static String assignment(String name, String type, String value) {
        return """
                { "id": "%s", "name": "%s", "type": "%s", "value": "%s" }""".formatted(name, name, type, value);
    }

    private static String to(String from, String to) {
        return """
                "%s": { "main": [ [ %s ] ] }""".formatted(from, end(to));
    }

    private static String branches(String from, String yes, String no) {
        return """
                "%s": { "main": [ [ %s ], [ %s ] ] }""".formatted(from, end(yes), end(no));
    }

    private static String end(String node) {
        return """
                { "node": "%s", "type": "main", "index": 0 }""".formatted(node);
    }
}
