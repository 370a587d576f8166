package io.millrace.recorder.record;

import io.millrace.recorder.database.SqlErrors;
import io.millrace.recorder.finished.FinishedExecutions;
import io.millrace.recorder.fold.ExecutionChange;
import io.millrace.recorder.fold.History;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.CallbackKept;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionQueued;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.OwnerDeleted;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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
    private final DayPartitions partitions;
    private final ExecutionRows executions;
    private final NodeRows nodes;
    private final LongPayloads payloads;
    private final FinishedExecutions finished;
    private final RecordingMetrics metrics;

    HistorySink(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            OffsetTable offsets,
            DayPartitions partitions,
            LongPayloads payloads,
            FinishedExecutions finished,
            RecordingMetrics metrics) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.offsets = offsets;
        this.partitions = partitions;
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
        if (record.value() == null) {
            throw new UnusableRecordException("there is no value");
        }
        SpecificRecord event;
        try {
            event = EventCodec.decode(record.value());
        } catch (UndecodableEventException e) {
            throw new UnusableRecordException(e);
        }
        if (!record.topic().equals(topicOf(event))) {
            throw new UnusableRecordException(
                    "a " + event.getSchema().getName() + " does not belong into " + record.topic());
        }
        switch (event.get(0)) {
            case EventContext context -> check(context.getExecutionId(), context.getCreatedAt(), record.partition());
            case CommandContext context -> check(context.getExecutionId(), null, record.partition());
            default -> {} // about no single execution
        }
        return event;
    }

    @Override
    public void write(List<Move> moves, List<SpecificRecord> events) {
        History history = fold(events);
        try {
            partitions.ensure(history.executions().stream().map(HistorySink::day));
            transaction.executeWithoutResult(status -> {
                offsets.move(moves);
                if (!events.isEmpty()) {
                    write(history);
                }
            });
        } catch (StaleOffsetsException e) {
            throw e;
        } catch (RuntimeException e) {
            if (SqlErrors.refusesValues(e)) {
                throw new UnwritableException(e);
            }
            partitions.forget();
            throw e;
        }
        finished.announce(ended(history));
        metrics.visible(history);
    }

    private void write(History history) {
        Deletions.apply(jdbc, history);
        List<ExecutionRows.Merged> merged = executions.merge(history.executions());
        metrics.rows("workflow_executions", merged.size());
        metrics.rows("execution_labels", LabelRows.insert(jdbc, history.executions(), triggered(merged)));
        metrics.rows("node_execution_results", nodes.merge(history.nodes()));
        metrics.rows("execution_logs", LogRows.insert(jdbc, history.logs()));
        // After the rows that tell of them.
        metrics.rows("execution_payloads", PayloadRows.insert(jdbc, payloads.in(history)));
    }

    private static Set<UUID> triggered(List<ExecutionRows.Merged> merged) {
        return merged.stream()
                .filter(ExecutionRows.Merged::triggered)
                .map(ExecutionRows.Merged::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static History fold(List<SpecificRecord> events) {
        var history = new History();
        try {
            events.forEach(history::add);
        } catch (RuntimeException e) {
            throw new UnwritableException(e);
        }
        return history;
    }

    private static List<UUID> ended(History history) {
        return history.executions().stream()
                .filter(change -> change.end() != null)
                .map(change -> change.context().getExecutionId())
                .toList();
    }

    private static LocalDate day(ExecutionChange change) {
        return LocalDate.ofInstant(change.context().getCreatedAt(), ZoneOffset.UTC);
    }

    /** Whoever has an id finds its rows by it, and all its records in one place; nothing may contradict that. */
    private static void check(UUID id, @Nullable Instant createdAt, int partition) throws UnusableRecordException {
        if (!ExecutionId.isExecutionId(id)) {
            throw new UnusableRecordException(id + " is no execution id");
        }
        if (ExecutionId.partitionOf(id) != partition) {
            throw new UnusableRecordException(id + " does not belong into partition " + partition);
        }
        if (createdAt != null && id.version() == 7 && !ExecutionId.createdAt(id).equals(createdAt)) {
            throw new UnusableRecordException(id + " was not created at " + createdAt);
        }
    }

    private static String topicOf(SpecificRecord event) {
        return switch (event) {
            case TriggerReceived _, CancelRequested _, CallbackReceived _, ExecutionDeleted _, OwnerDeleted _ ->
                Topics.TRIGGERS;
            case ExecutionQueued _, ExecutionStarted _, ExecutionFinished _, LogsEmitted _ -> Topics.EVENTS;
            case NodeStarted _, NodeAttemptFailed _, NodeWaiting _, NodeCompleted _, CallbackKept _ -> Topics.EVENTS;
            default -> "";
        };
    }
}
