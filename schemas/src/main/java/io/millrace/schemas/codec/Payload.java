package io.millrace.schemas.codec;

import java.nio.ByteBuffer;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** The bytes of JSON payloads inside events, which Avro holds as buffers. */
public final class Payload {
    /** Without bounds: who wrote a payload has checked it. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Payload() {}

    /** A copy of the buffer's bytes; the buffer is left as it is. */
    public static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        return bytes;
    }

    /** The bytes as a buffer; not copied. */
    public static ByteBuffer of(byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }

    /**
     * The bytes of an object's member, not copied where the buffer has an array; of equal names the last. Empty if
     * there is none, or no object.
     *
     * @throws JacksonException if it is not JSON
     */
    public static Optional<ByteBuffer> member(ByteBuffer payload, String name) {
        ByteBuffer found = null;
        try (JsonParser parser = parser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (String next = parser.nextName(); next != null; next = parser.nextName()) {
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                if (next.equals(name)) {
                    int length = (int) parser.currentLocation().getByteOffset() - start;
                    found = payload.slice(payload.position() + start, length);
                }
            }
        }
        return Optional.ofNullable(found);
    }

    private static JsonParser parser(ByteBuffer payload) {
        return payload.hasArray()
                ? JSON.createParser(
                        ObjectReadContext.empty(),
                        payload.array(),
                        payload.arrayOffset() + payload.position(),
                        payload.remaining())
                : JSON.createParser(ObjectReadContext.empty(), bytes(payload));
    }
}
