package io.millrace.recorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.recorder.database.SqlErrors;
import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.event.WorkflowDeleted;
import io.millrace.schemas.event.WorkflowLive;
import io.millrace.schemas.event.WorkflowPublished;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Folds the definitions, in order. They are few, so each is a statement of its own. */
final class DefinitionsSink implements Sink<DefinitionsSink.Entry> {
    /**
     * A record of the topic.
     *
     * @param change absent where the key is buried
     */
    record Entry(String key, Optional<SpecificRecord> change) {}

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final WorkflowRows workflows;
    private final RecordingMetrics metrics;

    DefinitionsSink(JdbcTemplate jdbc, TransactionTemplate transaction, RecordingMetrics metrics) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.workflows = new WorkflowRows(jdbc);
        this.metrics = metrics;
    }

    @Override
    public String group() {
        return "definitions";
    }

    @Override
    public List<String> topics() {
        return List.of(Topics.DEFINITIONS);
    }

    @Override
    public Entry read(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) throws UnusableRecordException {
        if (record.key() == null) {
            throw new UnusableRecordException("there is no key");
        }
        String key = new String(record.key(), UTF_8);
        if (record.value() == null) {
            return new Entry(key, Optional.empty());
        }
        try {
            SpecificRecord change = EventCodec.decode(record.value());
            return switch (change) {
                case WorkflowPublished _, WorkflowLive _, WorkflowDeleted _ -> new Entry(key, Optional.of(change));
                default ->
                    throw new UnusableRecordException(
                            "a " + change.getSchema().getName() + " does not belong into " + record.topic());
            };
        } catch (UndecodableEventException e) {
            throw new UnusableRecordException(e);
        }
    }

    @Override
    public void write(List<Move> moves, List<Entry> entries) {
        try {
            transaction.executeWithoutResult(status -> {
                var pipeline = new Pipeline(jdbc);
                OffsetTable.move(pipeline, moves);
                pipeline.send();
                entries.forEach(this::apply);
            });
        } catch (RuntimeException e) {
            throw SqlErrors.refusesValues(e) ? new UnwritableException(e) : e;
        }
    }

    private void apply(Entry entry) {
        int rows =
                switch (entry.change().orElse(null)) {
                    case null -> workflows.bury(entry.key());
                    case WorkflowPublished published -> workflows.publish(published);
                    case WorkflowLive live -> workflows.live(live);
                    case WorkflowDeleted deleted -> workflows.delete(deleted);
                    case SpecificRecord other ->
                        throw new IllegalStateException(other.getSchema().getName());
                };
        metrics.rows("workflows", rows);
    }
}
