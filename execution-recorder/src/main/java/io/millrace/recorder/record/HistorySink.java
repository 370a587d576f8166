package io.millrace.recorder.record;

import io.millrace.recorder.database.SqlErrors;
import io.millrace.recorder.finished.FinishedExecutions;
import io.millrace.recorder.fold.History;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
    private final HistoryPartitions partitions;
    private final HistoryReader reader;
    private final HistoryRows rows;
    private final FinishedExecutions finished;
    private final RecordingMetrics metrics;

    HistorySink(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            HistoryPartitions partitions,
            HistoryRows rows,
            FinishedExecutions finished,
            RecordingMetrics metrics) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.partitions = partitions;
        this.reader = new HistoryReader(partitions::plausible);
        this.rows = rows;
        this.finished = finished;
        this.metrics = metrics;
    }

    @Override
    public String group() {
        return "history";
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
        History history;
        int expired;
        try {
            partitions.ensure(events.stream().flatMap(HistorySink::createdAt));
            List<SpecificRecord> current = events.stream().filter(this::taken).toList();
            expired = events.size() - current.size();
            history = transaction.execute(status -> {
                var pipeline = new Pipeline(jdbc);
                rows.prepare(pipeline, current);
                OffsetTable.move(pipeline, moves);
                return rows.write(pipeline, current);
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
