package io.millrace.notifier.socket;

import io.millrace.notifier.socket.Request.Invalid;
import io.millrace.notifier.socket.Request.Scope;
import io.millrace.notifier.stream.Delivery.Reload;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The messages that are about the socket itself. */
final class Replies {
    private static final JsonMapper JSON = new JsonMapper();

    private Replies() {}

    static String subscribed(Scope scope, String cursor) {
        return of("subscribed", scope).put("cursor", cursor).toString();
    }

    static String reload(Scope scope, Reload reload) {
        return of("reload", scope)
                .put("reason", reload.reason().wireName())
                .put("cursor", reload.cursor())
                .toString();
    }

    static String pong() {
        return of("pong").toString();
    }

    static String error(Invalid invalid) {
        return of("error")
                .put("code", invalid.code())
                .put("message", invalid.detail())
                .toString();
    }

    private static ObjectNode of(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static ObjectNode of(String type, Scope scope) {
        ObjectNode json = of(type).put("workflowId", scope.workflowId().orElse(null))
                .put("executionId", scope.executionId().map(Object::toString).orElse(null));
        scope.name().ifPresent(name -> json.put("subscription", name));
        return json;
    }
}
