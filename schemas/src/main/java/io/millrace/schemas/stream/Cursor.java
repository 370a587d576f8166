package io.millrace.schemas.stream;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A place in the log: for each partition of the triggers and of the events, the offset of the first record not yet
 * seen. The recorder's answers and the notifier's messages carry it in the same opaque form.
 *
 * @param epoch names the cluster and the topics that the offsets belong to; offsets of another epoch mean nothing
 * @param triggers next offset by partition of {@code execution.triggers}
 * @param events next offset by partition of {@code execution.events}
 */
public record Cursor(String epoch, List<Long> triggers, List<Long> events) {
    private static final byte FORMAT = 1;
    private static final int MAX_TEXT_LENGTH = 128 * 1024;

    public Cursor {
        triggers = List.copyOf(triggers);
        events = List.copyOf(events);
    }

    /** The cursor as clients hold it: URL-safe text without meaning to them. */
    public String encode() {
        byte[] name = epoch.getBytes(StandardCharsets.UTF_8);
        var buffer = ByteBuffer.allocate(1 + 4 + name.length + 8 + 10 * (2 + triggers.size() + events.size()));
        buffer.put(FORMAT);
        putVarint(buffer, name.length);
        buffer.put(name);
        for (var offsets : List.of(triggers, events)) {
            putVarint(buffer, offsets.size());
            for (long offset : offsets) {
                putVarint(buffer, offset);
            }
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(buffer.array(), buffer.position()));
    }

    /** Reads what {@link #encode} made; empty for anything else. */
    public static Optional<Cursor> decode(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            return Optional.empty();
        }
        try {
            var buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (buffer.get() != FORMAT) {
                return Optional.empty();
            }
            byte[] name = new byte[length(buffer)];
            buffer.get(name);
            var cursor = new Cursor(new String(name, StandardCharsets.UTF_8), offsets(buffer), offsets(buffer));
            return buffer.hasRemaining() ? Optional.empty() : Optional.of(cursor);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static List<Long> offsets(ByteBuffer buffer) {
        int count = length(buffer);
        var offsets = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            offsets.add(varint(buffer));
        }
        return offsets;
    }

    private static int length(ByteBuffer buffer) {
        long length = varint(buffer);
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalArgumentException("length " + length);
        }
        return (int) length;
    }

    private static void putVarint(ByteBuffer buffer, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    private static long varint(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = buffer.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("number too long");
    }

    @Override
    public String toString() {
        return encode();
    }
}
