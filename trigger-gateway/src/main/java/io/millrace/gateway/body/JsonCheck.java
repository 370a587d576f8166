package io.millrace.gateway.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.gateway.GatewaySettings;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Checks that bytes are one bounded JSON value; they are passed on as they came, so nothing is made of them. */
final class JsonCheck {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final JsonFactory factory;
    private final int maxStringLength;

    /** With the bounds. */
    JsonCheck(GatewaySettings.Body bounds) {
        this.maxStringLength = bounds.maxStringLength();
        this.factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(bounds.maxSize().toBytes())
                        .maxStringLength(bounds.maxStringLength())
                        .maxNameLength(bounds.maxStringLength())
                        .maxNestingDepth(bounds.maxDepth())
                        .maxNumberLength(bounds.maxNumberLength())
                        .build())
                .build();
    }

    /**
     * The bytes, without a byte order mark.
     *
     * @throws ProblemException {@code invalid-body} with the place if they are anything else
     */
    byte[] valid(byte[] body) {
        byte[] json = withoutMark(body);
        // Decoded here: Jackson would also take UTF-16 and some malformed UTF-8, which would then be passed on.
        CharBuffer text = decoded(json);
        try (JsonParser parser = factory.createParser(
                ObjectReadContext.empty(), text.array(), text.arrayOffset() + text.position(), text.remaining())) {
            check(parser);
        } catch (JacksonException e) {
            throw new ProblemException(ProblemType.INVALID_BODY, e.getOriginalMessage() + place(e.getLocation()));
        }
        return json;
    }

    /**
     * Keys that begin with {@code $} say what a value is, as in {@code $binary}: a body does not say that of itself.
     */
    static void requireUnreserved(String key) {
        if (key.startsWith("$")) {
            throw new ProblemException(ProblemType.INVALID_BODY, "keys that begin with $ are reserved: " + key);
        }
    }

    /** The parser bounds its buffers; exactly, a text is bounded here. */
    private void requireShort(int length) {
        if (length > maxStringLength) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY, "a text is longer than " + maxStringLength + " characters");
        }
    }

    private void check(JsonParser parser) {
        if (parser.nextToken() == null) {
            throw new ProblemException(ProblemType.INVALID_BODY, "there is no JSON value");
        }
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.PROPERTY_NAME) {
                requireShort(parser.currentName().length());
                if (depth == 1) {
                    requireUnreserved(parser.currentName());
                }
            } else if (token == JsonToken.VALUE_STRING) {
                parser.finishToken(); // or its escapes would be skipped unread
                requireShort(parser.getStringLength());
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        } while (parser.nextToken() != null && depth > 0);
        if (parser.currentToken() != null) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY, "there is more behind the JSON value" + place(parser.currentLocation()));
        }
    }

    private static byte[] withoutMark(byte[] body) {
        boolean marked = body.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(body, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return marked ? Arrays.copyOfRange(body, BYTE_ORDER_MARK.length, body.length) : body;
    }

    private static CharBuffer decoded(byte[] json) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw new ProblemException(ProblemType.INVALID_BODY, "the body is not valid UTF-8");
        }
    }

    private static String place(TokenStreamLocation at) {
        return at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    }
}
