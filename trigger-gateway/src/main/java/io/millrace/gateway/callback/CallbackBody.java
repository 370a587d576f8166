package io.millrace.gateway.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.gateway.body.RawJson;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** What a callback ends its wait with. */
sealed interface CallbackBody {
    /** A value: the body as it came, JSON. */
    record Value(ByteBuffer json) implements CallbackBody {}

    /**
     * An error.
     *
     * @param type a short name
     * @param message for people, at most {@value #MAX_MESSAGE} characters
     * @param details the error as it came, JSON, if it was more than a text
     */
    record Fault(String type, String message, Optional<ByteBuffer> details) implements CallbackBody {}

    /** The type of an error that names none. */
    String DEFAULT_TYPE = "callback";

    int MAX_TYPE = 64;
    int MAX_MESSAGE = 4096;
    int MAX_DETAILS = 64 * 1024;

    /**
     * Reads a body: {@code {"error": …}}, with nothing else in it, is an error unless it is null. The error may be a
     * text or an object with {@code type} and {@code message}; whatever else it is becomes the message as JSON.
     *
     * @throws ProblemException if the error takes more than 64 KiB
     */
    static CallbackBody of(byte[] json) {
        try (JsonParser parser = RawJson.UNBOUNDED.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT
                    || parser.nextToken() != JsonToken.PROPERTY_NAME
                    || !parser.currentName().equals("error")
                    || parser.nextToken() == JsonToken.VALUE_NULL) {
                return new Value(Payload.of(json));
            }
            Fault error = parser.currentToken() == JsonToken.VALUE_STRING
                    ? new Fault(DEFAULT_TYPE, cut(parser.getString(), MAX_MESSAGE), Optional.empty())
                    : structured(parser, json);
            if (parser.nextToken() != JsonToken.END_OBJECT) {
                return new Value(Payload.of(json));
            }
            if (error.details()
                    .filter(details -> details.remaining() > MAX_DETAILS)
                    .isPresent()) {
                throw new ProblemException(
                        ProblemType.BODY_TOO_LARGE, "an error that is no text may take " + MAX_DETAILS + " bytes");
            }
            return error;
        }
    }

    private static Fault structured(JsonParser parser, byte[] json) {
        ByteBuffer details = RawJson.at(parser, json).bytes();
        Map<String, String> texts = texts(Payload.bytes(details));
        return new Fault(
                cut(texts.getOrDefault("type", DEFAULT_TYPE), MAX_TYPE),
                cut(
                        texts.getOrDefault(
                                "message", UTF_8.decode(details.duplicate()).toString()),
                        MAX_MESSAGE),
                Optional.of(details));
    }

    /** The members of an object that are texts and not blank. */
    private static Map<String, String> texts(byte[] json) {
        var texts = new HashMap<String, String>();
        try (JsonParser parser = RawJson.UNBOUNDED.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    if (parser.nextToken() != JsonToken.VALUE_STRING) {
                        parser.skipChildren();
                    } else if (!parser.getString().isBlank()) {
                        texts.put(name, parser.getString().strip());
                    }
                }
            }
        }
        return texts;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
