package io.millrace.schemas.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A token's bytes: the version of the form, 1; the execution id's sixteen; and workflow, owner, node and iteration,
 * each in UTF-8 behind its length in two bytes.
 */
final class TokenContent {
    private static final byte VERSION = 1;
    private static final int MAX_BYTES = 0xFFFF;

    private TokenContent() {}

    static byte[] write(CallbackToken token) {
        List<byte[]> texts = Stream.of(token.workflowId(), token.ownerId(), token.nodeId(), token.iteration())
                .map(text -> text.getBytes(UTF_8))
                .toList();
        var buffer = ByteBuffer.allocate(1
                + 2 * Long.BYTES
                + texts.stream().mapToInt(text -> 2 + text.length).sum());
        buffer.put(VERSION)
                .putLong(token.executionId().getMostSignificantBits())
                .putLong(token.executionId().getLeastSignificantBits());
        for (byte[] text : texts) {
            if (text.length > MAX_BYTES) {
                throw new IllegalArgumentException("a text of " + text.length + " bytes does not fit into a token");
            }
            buffer.putShort((short) text.length).put(text);
        }
        return buffer.array();
    }

    /** What {@link #write} wrote; empty for another version. */
    static Optional<CallbackToken> read(byte[] content) {
        var buffer = ByteBuffer.wrap(content);
        try {
            if (buffer.get() != VERSION) {
                return Optional.empty();
            }
            var token = new CallbackToken(
                    new UUID(buffer.getLong(), buffer.getLong()),
                    text(buffer),
                    text(buffer),
                    text(buffer),
                    text(buffer));
            return buffer.hasRemaining() ? Optional.empty() : Optional.of(token);
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static String text(ByteBuffer buffer) {
        byte[] text = new byte[Short.toUnsignedInt(buffer.getShort())];
        buffer.get(text);
        return new String(text, UTF_8);
    }
}
