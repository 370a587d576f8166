package io.millrace.worker.node.type.code.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a child tells: that it is ready, then for each request any number of lines and one end. */
public sealed interface Reply {

    /** How many lines a script may log. */
    int MAX_LINES = 99;
    /** How long a line, or the message of a failure, may be, in characters. */
    int MAX_TEXT = 4_000;

    /** How long the name of a choice may be, in bytes. */
    int MAX_NAME = 20;

    /** The child takes requests. */
    record Ready() implements Reply {}

    /** The script logged a line. */
    record Logged(Level level, String text) implements Reply {}

    /**
     * The script returned.
     *
     * @param json its result, UTF-8
     * @param droppedLines how many lines more than {@link #MAX_LINES} it logged
     */
    record Returned(ByteBuffer json, int droppedLines) implements Reply {}

    /**
     * The script did not return, or nothing of use.
     *
     * @param line the place in its source, from 1; 0 where it is not known
     * @param column from 1; 0 where it is not known
     */
    record Failed(Kind kind, String message, int line, int column, int droppedLines) implements Reply {}

    /** As the script's console names them. */
    enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /** How scripts fail. */
    enum Kind {
        /** It is no JavaScript. */
        SYNTAX,
        /** It threw something. */
        THROWN,
        /** It called itself too deeply; the process may not be what it was. */
        TOO_DEEP,
        /** What it returned has no place in JSON. */
        NOT_JSON,
        /** What it returned is too much. */
        TOO_LARGE
    }

    /** Writes it in the form that {@link #read} reads. */
    default void write(DataOutputStream out) throws IOException {
        switch (this) {
            case Ready() -> out.writeByte(0);
            case Logged(Level level, String text) -> {
                out.writeByte(1);
                Wire.write(out, level.name());
                Wire.write(out, text);
            }
            case Returned(ByteBuffer json, int droppedLines) -> {
                out.writeByte(2);
                Wire.write(out, json);
                out.writeInt(droppedLines);
            }
            case Failed(Kind kind, String message, int line, int column, int droppedLines) -> {
                out.writeByte(3);
                Wire.write(out, kind.name());
                Wire.write(out, message);
                out.writeInt(line);
                out.writeInt(column);
                out.writeInt(droppedLines);
            }
        }
        out.flush();
    }

    /**
     * Reads the next one.
     *
     * @param maxOutput how many bytes a result may take
     * @throws IOException if there is none, or what comes is none that is allowed
     */
    static Reply read(DataInputStream in, int maxOutput) throws IOException {
        // A character takes three bytes at most.
        int maxText = 3 * MAX_TEXT;
        int type = in.readUnsignedByte();
        return switch (type) {
            case 0 -> new Ready();
            case 1 -> new Logged(choice(Level.class, in), Wire.readText(in, maxText));
            case 2 -> new Returned(Wire.readBytes(in, maxOutput), in.readInt());
            case 3 ->
                new Failed(
                        choice(Kind.class, in), Wire.readText(in, maxText), in.readInt(), in.readInt(), in.readInt());
            default -> throw new IOException("no reply begins with " + type);
        };
    }

    private static <T extends Enum<T>> T choice(Class<T> choices, DataInputStream in) throws IOException {
        String name = Wire.readText(in, MAX_NAME);
        try {
            return Enum.valueOf(choices, name);
        } catch (IllegalArgumentException e) {
            throw new IOException("there is no such reply", e);
        }
    }
}
