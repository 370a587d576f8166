package io.millrace.expression;

import com.dashjoin.jsonata.Jsonata;
import io.millrace.schemas.codec.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Makes trees of bytes. Of equal names the last one counts. */
final class JsonReader {

    /** More than evaluation may give, because values are wrapped on their way from node to node. */
    static final int MAX_DEPTH = 500;
    /** An execution's state is at most 8 MiB, so no value in it is larger. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .maxNameLength(64 * 1024)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    private JsonReader() {}

    static Object read(ByteBuffer json) {
        try (JsonParser parser = open(json)) {
            parser.nextToken();
            Object tree = value(parser);
            if (parser.nextToken() != null) {
                throw new JsonException("something follows the JSON value");
            }
            return tree;
        } catch (JacksonException e) {
            throw new JsonException(e.getOriginalMessage(), e);
        }
    }

    /** The bytes of an object's member, without making a tree of it; of equal names the last. */
    static Optional<ByteBuffer> member(ByteBuffer json, String name) {
        try {
            return Payload.member(json, name);
        } catch (JacksonException e) {
            throw new JsonException(e.getOriginalMessage(), e);
        }
    }

    private static JsonParser open(ByteBuffer json) {
        if (json.hasArray()) {
            return FACTORY.createParser(
                    ObjectReadContext.empty(), json.array(), json.arrayOffset() + json.position(), json.remaining());
        }
        return FACTORY.createParser(ObjectReadContext.empty(), Payload.bytes(json));
    }

    private static Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonException("there is no JSON value");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Jsonata.NULL_VALUE;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new JsonException("unexpected " + token);
        };
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            members.put(name, value(parser));
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return Collections.unmodifiableList(items);
    }

    /** Whole numbers are integers however they are written, so that 1.0 is 1 inside lists and objects too. */
    private static Number decimal(JsonParser parser) {
        double number = parser.getDoubleValue();
        if (Double.isFinite(number)) {
            return Numbers.plain(number);
        }
        return parser.getDecimalValue();
    }
}
