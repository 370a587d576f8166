package io.millrace.gateway.body;

import java.nio.ByteBuffer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON value inside a larger one as the bytes that it was written in: what Java would make of a number or of keys
 * that are there twice is not what was sent.
 */
@JsonDeserialize(using = RawJson.Deserializer.class)
public record RawJson(ByteBuffer bytes) {
    /** Reads what was bounded when it came: here nothing is refused for its size. */
    public static final JsonFactory UNBOUNDED = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final JsonMapper JSON = new JsonMapper(UNBOUNDED);
    private static final String SOURCE = "source";

    /** Reads a document in UTF-8 into a type that has raw JSON inside. */
    public static <T> T read(byte[] document, Class<T> type) {
        return JSON.readerFor(type).withAttribute(SOURCE, document).readValue(document);
    }

    /** The value that the parser stands at, a view of the bytes that it reads; the parser then stands at its end. */
    public static RawJson at(JsonParser parser, byte[] source) {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        return new RawJson(ByteBuffer.wrap(source, start, end - start).slice());
    }

    static final class Deserializer extends StdDeserializer<RawJson> {
        Deserializer() {
            super(RawJson.class);
        }

        @Override
        public RawJson deserialize(JsonParser parser, DeserializationContext context) {
            if (context.getAttribute(SOURCE) instanceof byte[] source) {
                return at(parser, source);
            }
            throw new IllegalStateException("raw JSON is read by RawJson.read alone");
        }
    }
}
