package io.millrace.gateway;

/** Definitions for tests. */
final class Definition {
    private Definition() {}

    /** A webhook and a node behind it; another value makes another content. */
    static String webhook(String path, String method, String value) {
        return """
                {"name": "Test", "nodes": [
                  {"id": "hook", "type": "webhook", "parameters": {"path": "%s", "method": %s}},
                  {"id": "out", "type": "set", "parameters": {"values": {"value": "%s"}}}],
                 "connections": [{"from": "hook", "to": "out"}]}""".formatted(path, method, value);
    }

    static String webhook(String path) {
        return webhook(path, "\"POST\"", "1");
    }
}
