package io.millrace.recorder.record;

import io.millrace.recorder.fold.History;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.jdbc.core.JdbcTemplate;

/** Folds records into the rows of the history, wherever the connection's search path has its tables. */
final class HistoryRows {
    private final JdbcTemplate jdbc;
    private final ExecutionRows executions;
    private final NodeRows nodes;
    private final LongPayloads payloads;
    private final RecordingMetrics metrics;

    HistoryRows(JdbcTemplate jdbc, LongPayloads payloads, RecordingMetrics metrics) {
        this.jdbc = jdbc;
        this.executions = new ExecutionRows(jdbc, payloads);
        this.nodes = new NodeRows(jdbc, payloads);
        this.payloads = payloads;
        this.metrics = metrics;
    }

    /** Waits for whoever else must not write at the same time; before anything else in the transaction. */
    void prepare(List<SpecificRecord> events) {
        if (!events.isEmpty()) {
            Deletions.waitForOthers(jdbc, events);
        }
    }

    /**
     * Writes what the records come to, in the caller's transaction, which must end if this throws.
     *
     * @throws UnwritableException if one of them cannot be folded
     */
    History write(List<SpecificRecord> events) {
        if (events.isEmpty()) {
            return new History();
        }
        History history = fold(events);
        write(history);
        return history;
    }

    /** Each execution at most once. */
    private History fold(List<SpecificRecord> events) {
        var history = new History();
        var repeated = new RepeatedTriggers(jdbc, events);
        List<SpecificRecord> first =
                events.stream().filter(event -> !repeated.contain(event)).toList();
        try {
            first.forEach(history::add);
        } catch (RuntimeException e) {
            throw new UnwritableException(e);
        }
        metrics.skipped("repeated", events.size() - first.size());
        return history;
    }

    private void write(History history) {
        Deletions.takeOut(jdbc, history);
        List<ExecutionRows.Merged> merged = executions.merge(history.executions());
        metrics.rows("workflow_executions", merged.size());
        Set<UUID> triggered = ids(merged, ExecutionRows.Merged::triggered);
        metrics.rows("execution_labels", LabelRows.insert(jdbc, history.executions(), triggered));
        Set<UUID> inserted = ids(merged, ExecutionRows.Merged::inserted);
        metrics.rows("node_execution_results", nodes.merge(history.nodes(), inserted));
        metrics.rows("execution_logs", LogRows.insert(jdbc, history.logs()));
        // After the rows that tell of them.
        metrics.rows("execution_payloads", PayloadRows.insert(jdbc, payloads.in(history)));
        var counting = new Counting();
        merged.forEach(row -> counting.add(row.change()));
        Deletions.apply(jdbc, history, counting);
        StatisticsRows.add(jdbc, counting);
    }

    private static Set<UUID> ids(List<ExecutionRows.Merged> merged, Predicate<ExecutionRows.Merged> which) {
        return merged.stream().filter(which).map(ExecutionRows.Merged::id).collect(Collectors.toUnmodifiableSet());
    }
}
