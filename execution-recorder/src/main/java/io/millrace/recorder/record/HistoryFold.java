package io.millrace.recorder.record;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.recorder.RecorderSettings;
import io.millrace.recorder.database.SqlErrors;
import java.time.Clock;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.core.JdbcTemplate;

/** The fold of triggers and events without offsets, for whoever wants to fold them once more. */
public final class HistoryFold {
    private final JdbcTemplate jdbc;
    private final HistoryReader reader;
    private final HistoryRows rows;

    private HistoryFold(JdbcTemplate jdbc, HistoryReader reader, HistoryRows rows) {
        this.jdbc = jdbc;
        this.reader = reader;
        this.rows = rows;
    }

    /** Into the tables that the connection's search path leads to. */
    public static HistoryFold into(JdbcTemplate jdbc, RecorderSettings settings) {
        Clock clock = Clock.systemUTC();
        return new HistoryFold(
                jdbc,
                new HistoryReader(time -> HistoryPartitions.plausible(time, clock.instant())),
                new HistoryRows(
                        new LongPayloads(settings.recording().payloadThreshold()),
                        new RecordingMetrics(new SimpleMeterRegistry(), clock)));
    }

    /**
     * What a record says.
     *
     * @throws UnusableRecordException if it is no record of the history
     */
    public SpecificRecord read(ConsumerRecord<byte[], byte[]> record) throws UnusableRecordException {
        return reader.read(record);
    }

    /**
     * Writes what records come to, in the caller's transaction, which must end if this throws.
     *
     * @throws UnwritableException if one of them can never be written
     */
    public void write(List<SpecificRecord> events) {
        try {
            rows.write(new Pipeline(jdbc), events);
        } catch (RuntimeException e) {
            throw SqlErrors.refusesValues(e) ? new UnwritableException(e) : e;
        }
    }
}
