package io.millrace.gateway.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

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

    /** Bodies were checked when they were read; here nothing is refused. */
    JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * Reads a body: {@code {"error": …}}, with nothing else in it, is an error unless it is null. The error may be a
     * text or an object with {@code type} and {@code message}; whatever else it is becomes the message as JSON.
     *
     * @throws ProblemException if the error takes more than 64 KiB
     */
    static CallbackBody of(byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
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
        int start = (int) parser.currentTokenLocation().getByteOffset();
        String type = "";
        String message = "";
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                if (text && name.equals("type")) {
                    type = parser.getString().strip();
                } else if (text && name.equals("message")) {
                    message = parser.getString().strip();
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
        // The bytes that came: a number that Java cannot hold stays what it is.
        byte[] details =
                Arrays.copyOfRange(json, start, (int) parser.currentLocation().getByteOffset());
        return new Fault(
                type.isEmpty() ? DEFAULT_TYPE : cut(type, MAX_TYPE),
                cut(message.isEmpty() ? new String(details, UTF_8) : message, MAX_MESSAGE),
                Optional.of(Payload.of(details)));
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
