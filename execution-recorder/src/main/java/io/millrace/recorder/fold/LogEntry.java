package io.millrace.recorder.fold;

import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.LogLine;
import io.millrace.schemas.event.LogsEmitted;
import java.util.stream.Stream;

/**
 * A line of an execution's log.
 *
 * @param context of the record that brought it
 */
public record LogEntry(EventContext context, LogLine line) {

    static Stream<LogEntry> of(LogsEmitted event) {
        Stream<LogLine> lines = event.getLines().stream();
        if (event.getDropped() > 0) {
            lines = Stream.concat(lines, Stream.of(dropped(event)));
        }
        return lines.map(line -> new LogEntry(event.getContext(), line));
    }

    /** Who reads the log sees that there was more. */
    private static LogLine dropped(LogsEmitted event) {
        int last = event.getLines().stream().mapToInt(LogLine::getLine).max().orElse(-1);
        return LogLine.newBuilder()
                .setLine(last + 1)
                .setTime(event.getContext().getTime())
                .setLevel(LogLevel.WARN)
                .setMessage(event.getDropped() + " more lines were dropped because a limit was reached")
                .build();
    }
}
