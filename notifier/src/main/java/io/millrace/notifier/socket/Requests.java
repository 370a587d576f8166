package io.millrace.notifier.socket;

import io.millrace.notifier.socket.Request.Invalid;
import io.millrace.notifier.socket.Request.Ping;
import io.millrace.notifier.socket.Request.Scope;
import io.millrace.notifier.socket.Request.Subscribe;
import io.millrace.notifier.socket.Request.Unsubscribe;
import io.millrace.schemas.stream.Cursor;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what clients ask for. */
final class Requests {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern WORKFLOW = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private Requests() {}

    private static final class NotValid extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotValid(String message) {
            super(message);
        }

        Invalid request() {
            return new Invalid("invalid-message", String.valueOf(getMessage()));
        }
    }

    /** What a message asks for; fields that are not known are ignored. */
    static Request read(String message) {
        try {
            JsonNode json = JSON.readTree(message);
            return switch (text(json, "type").orElse("")) {
                case "subscribe" -> subscribe(scope(json), text(json, "cursor"));
                case "unsubscribe" -> new Unsubscribe(Optional.of(scope(json)).filter(Requests::isNotEmpty));
                case "ping" -> new Ping();
                default -> throw new NotValid("type is one of subscribe, unsubscribe and ping");
            };
        } catch (JacksonException e) {
            return new Invalid("invalid-message", "not JSON: " + e.getOriginalMessage());
        } catch (NotValid e) {
            return e.request();
        }
    }

    /** A subscription by query parameters and header. */
    static Request subscribe(Optional<String> workflowId, Optional<String> executionId, Optional<String> cursor) {
        try {
            return subscribe(scope(Optional.empty(), workflowId, executionId), cursor);
        } catch (NotValid e) {
            return e.request();
        }
    }

    private static Request subscribe(Scope scope, Optional<String> cursor) {
        Optional<Cursor> after = cursor.flatMap(Cursor::decode);
        return cursor.isPresent() && after.isEmpty()
                ? new Invalid("invalid-cursor", "the cursor is none that this system gave out")
                : new Subscribe(scope, after);
    }

    private static Scope scope(JsonNode json) {
        return scope(text(json, "subscription"), text(json, "workflowId"), text(json, "executionId"));
    }

    private static Scope scope(Optional<String> name, Optional<String> workflowId, Optional<String> executionId) {
        name.ifPresent(there -> check(NAME, there, "subscription"));
        workflowId.ifPresent(there -> check(WORKFLOW, there, "workflowId"));
        return new Scope(name, workflowId, executionId.map(Requests::uuid));
    }

    private static boolean isNotEmpty(Scope scope) {
        return scope.name().isPresent()
                || scope.workflowId().isPresent()
                || scope.executionId().isPresent();
    }

    private static Optional<String> text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw new NotValid(field + " is a text");
        }
        return Optional.of(value.asString());
    }

    private static void check(Pattern pattern, String value, String field) {
        if (!pattern.matcher(value).matches()) {
            throw new NotValid(field + " does not match " + pattern);
        }
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new NotValid("executionId is a UUID");
        }
    }
}
