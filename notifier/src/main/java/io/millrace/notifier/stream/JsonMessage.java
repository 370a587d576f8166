package io.millrace.notifier.stream;

import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.TriggerKind;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A message being written, field by field. */
final class JsonMessage {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private final MessageType type;
    private final Instant time;
    private final StringWriter text = new StringWriter(512);
    private final JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text);

    JsonMessage(MessageType type, Instant time) {
        this.type = type;
        this.time = time;
        json.writeStartObject();
        text("type", type.wireName());
        time("time", Optional.of(time));
    }

    /** A status as the interfaces spell it, such as {@code timed_out}. */
    static String status(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A kind as the interfaces spell it, such as {@code subWorkflow}. */
    static String kind(TriggerKind kind) {
        return switch (kind) {
            case WEBHOOK -> "webhook";
            case MANUAL -> "manual";
            case SCHEDULE -> "schedule";
            case SUB_WORKFLOW -> "subWorkflow";
            case RERUN -> "rerun";
            case FAILURE -> "failure";
        };
    }

    Message end() {
        json.writeEndObject();
        json.close();
        return new Message(
                type.wireName(), text.getBuffer().substring(0, text.getBuffer().length() - 1), time);
    }

    JsonMessage text(String name, String value) {
        json.writeStringProperty(name, value);
        return this;
    }

    JsonMessage text(String name, Optional<String> value) {
        value.ifPresentOrElse(there -> text(name, there), () -> json.writeNullProperty(name));
        return this;
    }

    JsonMessage texts(String name, List<String> values) {
        beginList(name);
        values.forEach(json::writeString);
        return endList();
    }

    JsonMessage number(String name, long value) {
        json.writeNumberProperty(name, value);
        return this;
    }

    JsonMessage noNumber(String name) {
        json.writeNullProperty(name);
        return this;
    }

    JsonMessage flag(String name, boolean value) {
        json.writeBooleanProperty(name, value);
        return this;
    }

    JsonMessage time(String name, Optional<Instant> value) {
        return text(name, value.map(MILLISECONDS::format));
    }

    JsonMessage duration(Instant from, Instant to) {
        return number("durationMs", Duration.between(from, to).toMillis());
    }

    /** What began and has not ended. */
    JsonMessage from(Instant started) {
        return time("startedAt", Optional.of(started))
                .time("finishedAt", Optional.empty())
                .noNumber("durationMs");
    }

    /** What began and has ended. */
    JsonMessage fromTo(Instant started, Instant finished) {
        return time("startedAt", Optional.of(started))
                .time("finishedAt", Optional.of(finished))
                .duration(started, finished);
    }

    /** Null at top level. */
    JsonMessage iteration(String iteration) {
        return text("iteration", Optional.of(iteration).filter(there -> !there.isEmpty()));
    }

    /** A value that is JSON already. */
    JsonMessage raw(String name, Optional<String> value) {
        json.writeName(name);
        // Outside of strings a line break is only space, and inside of them it cannot be; frames of SSE end at one.
        json.writeRawValue(
                value.map(there -> there.replace('\n', ' ').replace('\r', ' ')).orElse("null"));
        return this;
    }

    JsonMessage failure(Optional<Failure> failure) {
        if (failure.isEmpty()) {
            json.writeNullProperty("error");
            return this;
        }
        Failure error = failure.get();
        json.writeObjectPropertyStart("error");
        text("type", error.getType());
        text("message", error.getMessage());
        text("nodeId", error.getNodeId());
        text("parameter", error.getParameter());
        error.getPosition().ifPresentOrElse(at -> number("position", at), () -> noNumber("position"));
        flag("retryable", error.getRetryable());
        return endObject();
    }

    JsonMessage beginObject() {
        json.writeStartObject();
        return this;
    }

    JsonMessage endObject() {
        json.writeEndObject();
        return this;
    }

    JsonMessage beginList(String name) {
        json.writeArrayPropertyStart(name);
        return this;
    }

    JsonMessage endList() {
        json.writeEndArray();
        return this;
    }
}
