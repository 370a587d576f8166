package io.millrace.recorder.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.NodeAttemptFailed;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Errors, attempts, labels and lists as the history keeps and answers them. A payload inside goes in as it is. */
public final class StoredJson {
    private static final JsonFactory JSON = new JsonFactory();

    private StoredJson() {}

    /** Why a node failed. */
    public static String of(Failure failure) {
        return written(json -> write(json, failure));
    }

    /** Why an execution failed, which nodes did, and the path that led there; empty if none did. */
    public static Optional<String> of(ExecutionFinished end) {
        Optional<Failure> failure = end.getError();
        if (failure.isEmpty() && end.getFailedNodes().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(written(json -> {
            json.writeStartObject();
            json.writeStringProperty("type", failure.map(Failure::getType).orElse(null));
            json.writeStringProperty(
                    "message",
                    failure.map(Failure::getMessage).map(PlainText::of).orElse(null));
            writeTexts(json, "failedNodes", end.getFailedNodes());
            writeTexts(json, "path", end.getPath());
            json.writeEndObject();
        }));
    }

    /** A list of attempts that failed, oldest first. */
    public static String ofAttempts(List<NodeAttemptFailed> attempts) {
        return written(json -> {
            json.writeStartArray();
            for (NodeAttemptFailed attempt : attempts) {
                json.writeStartObject();
                json.writeNumberProperty("attempt", attempt.getAttempt());
                json.writeStringProperty("startedAt", Timestamps.text(attempt.getStartedAt()));
                json.writeStringProperty("finishedAt", Timestamps.text(attempt.getFinishedAt()));
                json.writeName("error");
                write(json, attempt.getError());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /**
     * The list of a node's attempts: those that failed and were followed by another, then the last one, unless that is
     * among them.
     *
     * @param failed what {@link #ofAttempts} made
     * @param count how many of them there are
     * @param last the last attempt, from 1
     * @param error JSON; absent where that attempt did not fail
     */
    public static String withLastAttempt(
            String failed,
            int count,
            int last,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String error) {
        if (last <= count) {
            return failed;
        }
        String attempt = written(json -> {
            json.writeStartObject();
            json.writeNumberProperty("attempt", last);
            json.writeStringProperty("startedAt", startedAt == null ? null : Timestamps.text(startedAt));
            json.writeStringProperty("finishedAt", finishedAt == null ? null : Timestamps.text(finishedAt));
            json.writeName("error");
            json.writeRawValue(error == null ? "null" : error);
            json.writeEndObject();
        });
        return failed.substring(0, failed.length() - 1) + (count == 0 ? "" : ",") + attempt + "]";
    }

    /** Labels as an object, in order of their names. */
    public static String ofLabels(Map<String, String> labels) {
        return written(json -> {
            json.writeStartObject();
            new TreeMap<>(labels)
                    .forEach((name, value) -> json.writeStringProperty(PlainText.of(name), PlainText.of(value)));
            json.writeEndObject();
        });
    }

    /** A text. */
    public static String ofText(String text) {
        return written(json -> json.writeString(text));
    }

    /** A list of texts. */
    public static String ofTexts(List<String> texts) {
        return written(json -> {
            json.writeStartArray();
            texts.forEach(text -> json.writeString(PlainText.of(text)));
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Failure failure) {
        json.writeStartObject();
        json.writeStringProperty("type", failure.getType());
        json.writeStringProperty("message", PlainText.of(failure.getMessage()));
        json.writeStringProperty("nodeId", failure.getNodeId().orElse(null));
        json.writeStringProperty("parameter", failure.getParameter().orElse(null));
        json.writeName("position");
        failure.getPosition().ifPresentOrElse(json::writeNumber, json::writeNull);
        json.writeBooleanProperty("retryable", failure.getRetryable());
        json.writeName("details");
        failure.getDetails()
                .ifPresentOrElse(
                        details -> json.writeRawValue(new String(Payload.bytes(details), UTF_8)), json::writeNull);
        json.writeEndObject();
    }

    private static void writeTexts(JsonGenerator json, String name, List<String> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(text -> json.writeString(PlainText.of(text)));
        json.writeEndArray();
    }

    private static String written(Consumer<JsonGenerator> content) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(json);
        }
        return text.toString();
    }
}
