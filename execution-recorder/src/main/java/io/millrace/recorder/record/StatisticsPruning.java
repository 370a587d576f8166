package io.millrace.recorder.record;

import io.millrace.recorder.RecorderSettings;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** Deletes the fine-grained counts that are old, a bounded number at a time; those of days stay. */
final class StatisticsPruning {
    private static final Logger log = LoggerFactory.getLogger(StatisticsPruning.class);
    private static final int BATCH = 5000;

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final RecorderSettings.History settings;

    StatisticsPruning(JdbcTemplate jdbc, Clock clock, RecorderSettings.History settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    /** Deletes all that is too old now. */
    void apply() {
        prune("minute", settings.minuteStatistics());
        prune("hour", settings.hourStatistics());
    }

    private void prune(String grain, Duration kept) {
        if (!kept.isPositive()) {
            return;
        }
        Timestamp oldest = Timestamp.from(clock.instant().minus(kept));
        int all = 0;
        int batch;
        do {
            // Each in a transaction of its own; rows that are being written wait for the next time.
            batch = jdbc.update("""
                    delete from execution_statistics where ctid = any(array(
                        select ctid from execution_statistics where grain = ? and bucket < ? limit ?
                        for update skip locked))
                    """, grain, oldest, BATCH);
            all += batch;
        } while (batch == BATCH);
        if (all > 0) {
            log.info("deleted {} counts of {}s", all, grain);
        }
    }
}
