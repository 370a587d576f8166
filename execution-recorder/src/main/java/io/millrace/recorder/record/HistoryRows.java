package io.millrace.recorder.record;

import io.millrace.recorder.fold.History;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/** Folds records into the rows of the history, wherever the connection's search path has its tables. */
final class HistoryRows {
    private final ExecutionRows executions;
    private final NodeRows nodes;
    private final LongPayloads payloads;
    private final RecordingMetrics metrics;

    HistoryRows(LongPayloads payloads, RecordingMetrics metrics) {
        this.executions = new ExecutionRows(payloads);
        this.nodes = new NodeRows(payloads);
        this.payloads = payloads;
        this.metrics = metrics;
    }

    /** Waits for whoever else must not write at the same time; before anything else in the transaction. */
    void prepare(Pipeline pipeline, List<SpecificRecord> events) {
        if (!events.isEmpty()) {
            Deletions.waitForOthers(pipeline, events);
        }
    }

    /**
     * Sends what was added before, and writes what the records come to, in the caller's transaction, which must end if
     * this throws.
     *
     * @throws UnwritableException if one of them cannot be folded
     */
    History write(Pipeline pipeline, List<SpecificRecord> events) {
        var ids = new DerivedIds(pipeline, events);
        var deleted = new DeletedBefore(pipeline, events);
        pipeline.send();
        History history = fold(events, ids);
        history.removeIf(deleted::contain);
        write(pipeline, history);
        return history;
    }

    /** Each execution at most once. */
    private History fold(List<SpecificRecord> events, DerivedIds ids) {
        var history = new History();
        List<SpecificRecord> first =
                events.stream().filter(event -> !ids.isRepeated(event)).toList();
        first.forEach(ids::settle);
        try {
            first.forEach(history::add);
        } catch (RuntimeException e) {
            throw new UnwritableException(e);
        }
        metrics.skipped("repeated", events.size() - first.size());
        return history;
    }

    private void write(Pipeline pipeline, History history) {
        List<ExecutionRows.Merged> merged = executions.merge(pipeline, history.executions());
        metrics.rows("workflow_executions", merged.size());
        Set<UUID> triggered = ids(merged, ExecutionRows.Merged::triggered);
        LabelRows.insert(pipeline, history.executions(), triggered, rowsOf("execution_labels"));
        Set<UUID> first = ids(merged, ExecutionRows.Merged::first);
        nodes.merge(pipeline, history.nodes(), first, rowsOf("node_execution_results"));
        LogRows.insert(pipeline, history.logs(), rowsOf("execution_logs"));
        // After the rows that tell of them.
        PayloadRows.insert(pipeline, payloads.in(history), rowsOf("execution_payloads"));
        var counting = new Counting();
        merged.forEach(row -> counting.add(row.change()));
        Deletions.apply(pipeline, history, counting);
        StatisticsRows.add(pipeline, counting);
        pipeline.send();
    }

    private IntConsumer rowsOf(String table) {
        return touched -> metrics.rows(table, touched);
    }

    private static Set<UUID> ids(List<ExecutionRows.Merged> merged, Predicate<ExecutionRows.Merged> which) {
        return merged.stream().filter(which).map(ExecutionRows.Merged::id).collect(Collectors.toUnmodifiableSet());
    }
}
