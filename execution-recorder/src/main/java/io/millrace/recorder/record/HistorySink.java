package io.millrace.recorder.record;

import io.millrace.recorder.database.SqlErrors;
import io.millrace.recorder.finished.FinishedExecutions;
import io.millrace.recorder.fold.History;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Folds triggers and events into the history. */
final class HistorySink implements Sink<SpecificRecord> {
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final OffsetTable offsets;
    private final HistoryPartitions partitions;
    private final HistoryReader reader;
    private final ExecutionRows executions;
    private final NodeRows nodes;
    private final LongPayloads payloads;
    private final FinishedExecutions finished;
    private final RecordingMetrics metrics;

    HistorySink(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            OffsetTable offsets,
            HistoryPartitions partitions,
            LongPayloads payloads,
            FinishedExecutions finished,
            RecordingMetrics metrics) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.offsets = offsets;
        this.partitions = partitions;
        this.reader = new HistoryReader(partitions::plausible);
        this.executions = new ExecutionRows(jdbc, payloads);
        this.nodes = new NodeRows(jdbc, payloads);
        this.payloads = payloads;
        this.finished = finished;
        this.metrics = metrics;
    }

    @Override
    public List<String> topics() {
        return List.of(Topics.TRIGGERS, Topics.EVENTS);
    }

    @Override
    public SpecificRecord read(ConsumerRecord<byte[], byte @Nullable []> record) throws UnusableRecordException {
        return reader.read(record);
    }

    @Override
    public void write(List<Move> moves, List<SpecificRecord> events) {
        var history = new History();
        int expired;
        try {
            partitions.ensure(events.stream().flatMap(HistorySink::createdAt));
            List<SpecificRecord> current = events.stream().filter(this::taken).toList();
            expired = events.size() - current.size();
            transaction.executeWithoutResult(status -> {
                if (current.isEmpty()) {
                    offsets.move(moves);
                    return;
                }
                Deletions.waitForOthers(jdbc, current);
                offsets.move(moves);
                fold(current, history);
                write(history);
            });
        } catch (StaleOffsetsException | UnwritableException e) {
            throw e;
        } catch (RuntimeException e) {
            if (SqlErrors.refusesValues(e)) {
                throw new UnwritableException(e);
            }
            partitions.forget();
            throw e;
        }
        metrics.skipped("expired", expired);
        finished.announce(ended(history));
        metrics.visible(history);
    }

    private void write(History history) {
        Deletions.takeOut(jdbc, history);
        List<ExecutionRows.Merged> merged = executions.merge(history.executions());
        metrics.rows("workflow_executions", merged.size());
        metrics.rows("execution_labels", LabelRows.insert(jdbc, history.executions(), triggered(merged)));
        metrics.rows("node_execution_results", nodes.merge(history.nodes()));
        metrics.rows("execution_logs", LogRows.insert(jdbc, history.logs()));
        // After the rows that tell of them.
        metrics.rows("execution_payloads", PayloadRows.insert(jdbc, payloads.in(history)));
        var counting = new Counting();
        merged.forEach(row -> counting.add(row.change()));
        Deletions.apply(jdbc, history, counting);
        StatisticsRows.add(jdbc, counting);
    }

    private static Set<UUID> triggered(List<ExecutionRows.Merged> merged) {
        return merged.stream()
                .filter(ExecutionRows.Merged::triggered)
                .map(ExecutionRows.Merged::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Each execution at most once. */
    private void fold(List<SpecificRecord> events, History history) {
        var repeated = new RepeatedTriggers(jdbc, events);
        try {
            events.stream().filter(event -> !repeated.contain(event)).forEach(history::add);
        } catch (RuntimeException e) {
            throw new UnwritableException(e);
        }
        metrics.skipped(
                "repeated", (int) events.stream().filter(repeated::contain).count());
    }

    /** What is older than the horizon is past: neither recorded, nor does its deletion need a marker. */
    private boolean taken(SpecificRecord event) {
        return event instanceof ExecutionDeleted deletion
                ? partitions.takes(HistoryReader.createdAt(deletion.getContext().getExecutionId()))
                : createdAt(event).allMatch(partitions::takes);
    }

    private static Stream<Instant> createdAt(SpecificRecord event) {
        return event.get(0) instanceof EventContext context ? Stream.of(context.getCreatedAt()) : Stream.empty();
    }

    private static List<UUID> ended(History history) {
        return history.executions().stream()
                .filter(change -> change.end() != null)
                .map(change -> change.context().getExecutionId())
                .toList();
    }
}
