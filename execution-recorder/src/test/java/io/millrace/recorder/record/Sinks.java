package io.millrace.recorder.record;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.recorder.RecorderSettings;
import io.millrace.recorder.RecorderSettings.PartitionSize;
import io.millrace.recorder.finished.FinishedExecutions;
import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** The history's sink without a broker. */
final class Sinks {
    static final RecorderSettings.History FOREVER = keeping(Duration.ZERO);

    private Sinks() {}

    static RecorderSettings.History keeping(Duration retention) {
        return new RecorderSettings.History(
                PartitionSize.DAY, retention, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));
    }

    static HistorySink history(
            JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock, RecorderSettings.History settings) {
        return history(
                jdbc,
                transaction,
                new HistoryPartitions(jdbc, transaction, clock, settings),
                new RecordingMetrics(new SimpleMeterRegistry(), clock));
    }

    static HistorySink history(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            HistoryPartitions partitions,
            RecordingMetrics metrics) {
        return new HistorySink(
                jdbc,
                transaction,
                partitions,
                new HistoryRows(new LongPayloads(DataSize.ofKilobytes(64)), metrics),
                new FinishedExecutions(),
                metrics);
    }
}
