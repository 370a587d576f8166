package io.millrace.schemas.codec;

import java.nio.ByteBuffer;

/** The bytes of JSON payloads inside events, which Avro holds as buffers. */
public final class Payload {
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
}
