package io.millrace.worker.node.type.llm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.worker.node.type.llm.Tool.ToolCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model answered, put together while it comes: as a stream of server-sent events, or whole from servers that do
 * not stream.
 */
final class Completion {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final SortedMap<Integer, Call> calls = new TreeMap<>();
    private String finishReason = "";
    private @Nullable JsonNode usage;
    private int logged;

    /** A call of a tool as far as it has come. */
    private static final class Call {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();

        private void take(JsonNode part) {
            id = id.isEmpty() ? part.path("id").stringValue("") : id;
            name = name.isEmpty() ? part.at("/function/name").stringValue("") : name;
            arguments.append(part.at("/function/arguments").stringValue(""));
        }
    }

    /** The answer could not be understood. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Reads an answer.
     *
     * @param lines is told each line of the text as it is complete
     * @throws MalformedException if it is none of a chat completion
     */
    static Completion read(ContentType type, InputStream body, Consumer<String> lines) throws IOException {
        var completion = new Completion();
        if (type.getMimeType().equalsIgnoreCase("text/event-stream")) {
            completion.stream(body, lines);
        } else {
            completion.whole(tree(new String(body.readAllBytes(), UTF_8)));
        }
        completion.log(lines, true);
        return completion;
    }

    private void stream(InputStream body, Consumer<String> lines) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(body, UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            String data = line.startsWith(DATA) ? line.substring(DATA.length()).strip() : "";
            if (data.equals(DONE)) {
                return;
            }
            if (!data.isEmpty()) {
                JsonNode chunk = tree(data);
                refuseError(chunk);
                take(chunk, "delta");
                log(lines, false);
            }
        }
        if (finishReason.isEmpty()) {
            throw new MalformedException("the stream broke off");
        }
    }

    private void whole(JsonNode answer) throws MalformedException {
        refuseError(answer);
        if (!answer.path("choices").isArray()) {
            throw new MalformedException("the answer is no chat completion: it has no choices");
        }
        take(answer, "message");
    }

    private void take(JsonNode part, String message) {
        JsonNode choice = part.path("choices").path(0);
        text.append(choice.path(message).path("content").stringValue(""));
        refusal.append(choice.path(message).path("refusal").stringValue(""));
        for (JsonNode call : choice.path(message).path("tool_calls")) {
            // Some servers tell no index, because they send each call whole.
            calls.computeIfAbsent(call.path("index").intValue(calls.size()), index -> new Call())
                    .take(call);
        }
        choice.path("finish_reason").stringValueOpt().ifPresent(reason -> finishReason = reason);
        if (part.path("usage").isObject()) {
            usage = part.path("usage");
        }
    }

    /** Some servers tell of errors in the middle of a stream. */
    private static void refuseError(JsonNode answer) throws MalformedException {
        JsonNode error = answer.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            throw new MalformedException(
                    "the server reports: " + error.path("message").stringValue(error.toString()));
        }
    }

    private void log(Consumer<String> lines, boolean ended) {
        int end = text.indexOf("\n", logged);
        while (end >= 0) {
            lines.accept(text.substring(logged, end));
            logged = end + 1;
            end = text.indexOf("\n", logged);
        }
        if (ended && logged < text.length()) {
            lines.accept(text.substring(logged));
            logged = text.length();
        }
    }

    private static JsonNode tree(String json) throws MalformedException {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new MalformedException("the answer is not JSON: " + e.getOriginalMessage());
        }
    }

    String text() {
        return text.toString();
    }

    /** Why the model would not answer; empty if it did. */
    String refusal() {
        return refusal.toString();
    }

    /** What it asks for, in order; each has an id. */
    List<ToolCall> toolCalls() {
        return calls.entrySet().stream()
                .map(entry -> {
                    Call call = entry.getValue();
                    String id = call.id.isEmpty() ? "call_" + entry.getKey() : call.id;
                    return new ToolCall(id, call.name, call.arguments.toString());
                })
                .toList();
    }

    /** {@code stop}, {@code length}…; empty where the server does not say. */
    String finishReason() {
        return finishReason;
    }

    /** How many tokens of a kind the server counted, by its own name; -1 where it does not say. */
    long tokens(String kind) {
        return usage == null ? -1 : usage.path(kind).longValue(-1);
    }
}
