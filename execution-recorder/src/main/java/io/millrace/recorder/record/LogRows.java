package io.millrace.recorder.record;

import io.millrace.recorder.fold.LogEntry;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.IntConsumer;

/** Inserts log lines; one that is there already stays as it is. */
final class LogRows {
    private static final Comparator<LogEntry> BY_KEY = Comparator.comparing(
                    (LogEntry entry) -> entry.context().getExecutionId())
            .thenComparingInt(entry -> entry.context().getSequence())
            .thenComparingInt(entry -> entry.line().getLine());

    private static final Rows<LogEntry> ROWS = new Rows<LogEntry>()
            .uuid("execution_id", entry -> entry.context().getExecutionId())
            .time("created_at", entry -> entry.context().getCreatedAt())
            .number("sequence", entry -> entry.context().getSequence())
            .number("line", entry -> entry.line().getLine())
            .text("owner_id", entry -> entry.context().getOwnerId())
            .time("time", entry -> entry.line().getTime())
            .enumeration(
                    "level", "log_level", entry -> EnumNames.of(entry.line().getLevel()))
            .text("node_id", entry -> entry.line().getNodeId().orElse(null))
            .text("iteration", entry -> entry.line().getIteration())
            .text("message", entry -> entry.line().getMessage())
            .payload("data", entry -> entry.line().getData().orElse(null));

    private static final String INSERT = ROWS.insertInto("execution_logs") + " on conflict do nothing";

    private LogRows() {}

    static void insert(Pipeline pipeline, Collection<LogEntry> entries, IntConsumer touched) {
        ROWS.update(pipeline, INSERT, entries.stream().sorted(BY_KEY).toList(), touched);
    }
}
