package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.LogLine;
import io.millrace.worker.node.NodeLog;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what one run of a node logs, within limits. What goes beyond them is counted, not lost silently. */
public final class LogBuffer implements NodeLog {
    private static final int MAX_LINES = 100;
    private static final int MAX_MESSAGE_LENGTH = 4_096;
    private static final int MAX_DATA_BYTES = 4_096;

    /**
     * The lines that a run logged.
     *
     * @param dropped how many more there were
     */
    public record Lines(List<LogLine> lines, int dropped) {
        /** Nothing was logged. */
        public static final Lines NONE = new Lines(List.of(), 0);

        public Lines {
            lines = List.copyOf(lines);
        }

        boolean isEmpty() {
            return lines.isEmpty() && dropped == 0;
        }

        /** One line. */
        static Lines of(NodeKey key, LogLevel level, String message, Instant time) {
            return new Lines(List.of(line(0, time, level, key, message, Optional.empty())), 0);
        }

        /** One line that is about the execution as a whole. */
        static Lines of(LogLevel level, String message, Instant time) {
            return new Lines(
                    List.of(LogLine.newBuilder()
                            .setLine(0)
                            .setTime(time)
                            .setLevel(level)
                            .setMessage(bounded(message))
                            .build()),
                    0);
        }

        /** These lines and one that tells why the run, or one attempt of it, failed. */
        Lines and(NodeKey key, LogLevel level, Failure failure, Instant time) {
            var all = new ArrayList<>(lines);
            String message = failure.getType() + ": " + failure.getMessage();
            all.add(line(all.size(), time, level, key, message, failure.getDetails()));
            return new Lines(all, dropped);
        }

        /** At most so many of these lines; the others are counted. */
        Lines atMost(int most) {
            return lines.size() <= most ? this : new Lines(lines.subList(0, most), dropped + lines.size() - most);
        }
    }

    private final NodeKey key;
    private final InstantSource time;
    private final List<LogLine> lines = new ArrayList<>();
    private int taken;
    private int dropped;

    /** For one run of a node. */
    public LogBuffer(NodeKey key, InstantSource time) {
        this.key = key;
        this.time = time;
    }

    @Override
    public void add(LogLevel level, String message, Optional<Json> data) {
        if (taken + lines.size() >= MAX_LINES) {
            dropped++;
            return;
        }
        Optional<ByteBuffer> kept =
                data.filter(json -> json.size() <= MAX_DATA_BYTES).map(Json::buffer);
        lines.add(line(lines.size(), time.instant(), level, key, message, kept));
    }

    /** What was logged since the last time. */
    public Lines take() {
        var now = new Lines(lines, dropped);
        taken += lines.size();
        lines.clear();
        dropped = 0;
        return now;
    }

    private static LogLine line(
            int number, Instant time, LogLevel level, NodeKey key, String message, Optional<ByteBuffer> data) {
        return LogLine.newBuilder()
                .setLine(number)
                .setTime(time)
                .setLevel(level)
                .setNodeId(key.nodeId())
                .setIteration(key.iteration())
                .setMessage(bounded(message))
                .setData(data.orElse(null))
                .build();
    }

    private static String bounded(String message) {
        return message.length() <= MAX_MESSAGE_LENGTH ? message : message.substring(0, MAX_MESSAGE_LENGTH);
    }
}
