package io.millrace.worker.node.type.code.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How both sides write what has no fixed length: four bytes for the length, then the bytes. */
final class Wire {

    private Wire() {}

    static void write(DataOutputStream out, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        write(out, copy);
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IOException if more is announced than is accepted, or less comes */
    static ByteBuffer readBytes(DataInputStream in, int maxBytes) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > maxBytes) {
            throw new IOException("%,d bytes announced where %,d are allowed".formatted(length, maxBytes));
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }

    static String readText(DataInputStream in, int maxBytes) throws IOException {
        return text(readBytes(in, maxBytes));
    }

    static String text(ByteBuffer utf8) {
        return StandardCharsets.UTF_8.decode(utf8.duplicate()).toString();
    }
}
