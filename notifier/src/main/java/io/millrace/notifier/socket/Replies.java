package io.millrace.notifier.socket;

import io.millrace.notifier.socket.Request.Invalid;
import io.millrace.notifier.socket.Request.Scope;
import io.millrace.notifier.stream.Delivery.Reload;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The messages that are about the socket itself. */
final class Replies {
    private static final JsonMapper JSON = new JsonMapper();

    private Replies() {}

    static String subscribed(Scope scope, String cursor) {
        return of("subscribed", scope).put("cursor", cursor).toString();
    }

    /** Everything up to the cursor has been told, though nothing was sent for a while. */
    static String heartbeat(Scope scope, String cursor) {
        return of("heartbeat", scope).put("cursor", cursor).toString();
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

    /** What the client asked for cannot be done; all else goes on. */
    static String error(Invalid invalid) {
        return error(invalid.code(), invalid.detail()).put("closing", false).toString();
    }

    /** The last message. */
    static String error(CloseReason reason, OptionalLong waitMillis) {
        ObjectNode json = error(reason.wireName(), reason.text()).put("closing", true);
        waitMillis.ifPresent(millis -> json.put("retryAfterMs", millis));
        return json.toString();
    }

    private static ObjectNode error(String code, String message) {
        return of("error").put("code", code).put("message", message).putNull("retryAfterMs");
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
