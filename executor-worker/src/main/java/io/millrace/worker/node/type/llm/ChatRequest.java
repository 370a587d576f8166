package io.millrace.worker.node.type.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.expression.Parameters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is asked of the model, as the chat completions interface wants it. */
final class ChatRequest {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");

    private ChatRequest() {}

    /**
     * The request's body.
     *
     * @param sofar what followed what the parameters say
     * @throws ExpressionException that names the parameter which cannot be used
     */
    static byte[] of(Parameters parameters, Collection<Tool> tools, Conversation sofar) {
        Map<String, Json> request = new LinkedHashMap<>();
        request.put("model", Json.of(required(parameters, "model")));
        List<Json> messages = messages(parameters);
        messages.addAll(sofar.messages());
        request.put("messages", Json.array(messages));
        if (!tools.isEmpty()) {
            request.put("tools", Json.array(tools.stream().map(Tool::described).toList()));
        }
        given(parameters, "temperature").ifPresent(value -> request.put("temperature", number(value, "temperature")));
        given(parameters, "maxTokens").ifPresent(value -> request.put("max_tokens", number(value, "maxTokens")));
        given(parameters, "responseSchema").ifPresent(schema -> request.put("response_format", format(schema)));
        request.put("stream", Json.of(true));
        request.put("stream_options", Json.object(Map.of("include_usage", Json.of(true))));
        return Json.object(request).toString().getBytes(UTF_8);
    }

    private static List<Json> messages(Parameters parameters) {
        List<Json> messages = new ArrayList<>();
        parameters.text("system").ifPresent(text -> messages.add(message("system", Json.of(text))));
        given(parameters, "messages").ifPresent(given -> given.items().forEach(item -> messages.add(checked(item))));
        parameters.text("prompt").ifPresent(text -> messages.add(message("user", Json.of(text))));
        if (messages.isEmpty()) {
            throw ExpressionException.unusable("there is nothing to ask: neither messages nor a prompt", "messages");
        }
        return messages;
    }

    private static Json checked(Json message) {
        String role = message.member("role").map(Json::text).orElse("");
        if (!ROLES.contains(role) || message.member("content").isEmpty()) {
            throw ExpressionException.unusable(
                    "each message is an object of a role ("
                            + String.join(", ", ROLES.stream().sorted().toList()) + ") and content",
                    "messages");
        }
        return message;
    }

    private static Json message(String role, Json content) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("role", Json.of(role));
        members.put("content", content);
        return Json.object(members);
    }

    private static Json format(Json schema) {
        if (!schema.isObject()) {
            throw ExpressionException.unusable("must be a JSON Schema, an object", "responseSchema");
        }
        Map<String, Json> named = new LinkedHashMap<>();
        named.put("name", Json.of("output"));
        named.put("schema", schema);
        Map<String, Json> format = new LinkedHashMap<>();
        format.put("type", Json.of("json_schema"));
        format.put("json_schema", Json.object(named));
        return Json.object(format);
    }

    private static Json number(Json value, String parameter) {
        if (value.isString() || !value.text().matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
            throw ExpressionException.unusable("'" + value.text() + "' is not a number", parameter);
        }
        return value;
    }

    private static Optional<Json> given(Parameters parameters, String name) {
        return parameters.find(name).filter(value -> !value.isNull());
    }

    private static String required(Parameters parameters, String name) {
        return parameters
                .text(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> ExpressionException.unusable("the value is missing", name));
    }
}
