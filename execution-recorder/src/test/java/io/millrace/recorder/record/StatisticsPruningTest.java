package io.millrace.recorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.recorder.RecorderSettings;
import io.millrace.recorder.RecorderSettings.PartitionSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatisticsPruningTest {
    private final TestClock clock = new TestClock("2026-03-20T10:00:00Z");

    @Test
    void oldCountsByTheMinuteAndHourGoAndThoseOfDaysStay() throws Exception {
        OwnDatabase database = OwnDatabase.make();
        database.jdbc().update("""
                insert into execution_statistics (owner_id, grain, workflow_id, test, bucket, queued, running, waiting,
                    success, failed, partial, cancelled, timed_out, durations, duration_ms_sum)
                select 'ann', grain, 'orders', false, timestamptz '2026-03-20T10:00Z' - n * interval '10 minutes',
                    0, 0, 0, 1, 0, 0, 0, 0, 1, 1
                from unnest(array['minute', 'hour', 'day']) grain, generate_series(0, 11999) n
                """);

        new StatisticsPruning(database.jdbc(), clock, keeping(Duration.ZERO, Duration.ZERO)).apply();
        assertThat(database.count("execution_statistics")).as("kept for ever").isEqualTo(36_000);

        new StatisticsPruning(database.jdbc(), clock, keeping(Duration.ofHours(1), Duration.ofDays(1))).apply();
        assertThat(database.count("execution_statistics where grain = 'minute'"))
                .isEqualTo(7);
        assertThat(database.count("execution_statistics where grain = 'hour'")).isEqualTo(145);
        assertThat(database.count("execution_statistics where grain = 'day'")).isEqualTo(12_000);
    }

    private static RecorderSettings.History keeping(Duration minutes, Duration hours) {
        return new RecorderSettings.History(PartitionSize.DAY, Duration.ZERO, minutes, hours, Duration.ofHours(1));
    }
}
