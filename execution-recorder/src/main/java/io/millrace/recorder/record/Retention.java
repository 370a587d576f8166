package io.millrace.recorder.record;

import static java.util.stream.Collectors.joining;

import io.millrace.recorder.database.SqlErrors;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Drops what is older than the horizon, a period's partitions together, and none with an unfinished execution in it.
 * Whatever is in the way has it wait for the next time: nobody waits long for this.
 */
final class Retention {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    /** Others queue behind a lock that is waited for. */
    private static final String PATIENCE = "set local lock_timeout to '200ms'";
    /** Nobody queues behind this one; a vacuum under way lets go of it when it was waited for a second. */
    private static final String MORE_PATIENCE = "set local lock_timeout to '3s'";
    /** A lock was not to be had, in time or at all; another instance has dropped it. */
    private static final Set<String> IN_THE_WAY = Set.of("55P03", "40P01", "42P01");

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final HistoryPartitions partitions;
    private final RecordingMetrics metrics;

    Retention(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            HistoryPartitions partitions,
            RecordingMetrics metrics) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.partitions = partitions;
        this.metrics = metrics;
    }

    /** Drops what can be dropped now. */
    void apply() {
        Instant horizon = partitions.horizon();
        for (Period period : periods()) {
            if (!period.to().isAfter(horizon) && drop(period)) {
                partitions.forget();
                metrics.dropped();
            }
        }
        List<Period> left = periods();
        metrics.partitions(left.size(), (int)
                left.stream().filter(period -> !period.to().isAfter(horizon)).count());
        forgetDeletions(left.stream()
                .map(Period::from)
                .findFirst()
                .filter(horizon::isAfter)
                .orElse(horizon));
    }

    private List<Period> periods() {
        return Partition.all(jdbc).stream()
                .map(Partition::period)
                .distinct()
                .sorted(Comparator.comparing(Period::from))
                .toList();
    }

    private List<Partition> parts(Period period) {
        return Partition.all(jdbc).stream()
                .filter(part -> part.period().equals(period))
                .sorted(Comparator.comparingInt(part -> Partition.TABLES.indexOf(part.table())))
                .toList();
    }

    private boolean drop(Period period) {
        try {
            if (unfinished(parts(period))) {
                log.info(
                        "created from {} to {} and kept: executions that are not finished", period.from(), period.to());
                return false;
            }
            boolean dropped = Boolean.TRUE.equals(transaction.execute(status -> dropLocked(period)));
            if (dropped) {
                log.info("dropped what was created from {} to {}", period.from(), period.to());
            }
            return dropped;
        } catch (DataAccessException e) {
            if (SqlErrors.state(e).filter(IN_THE_WAY::contains).isEmpty()) {
                throw e;
            }
            log.info("created from {} to {} and in use: {}", period.from(), period.to(), e.getMessage());
            return false;
        }
    }

    private boolean dropLocked(Period period) {
        if (!Boolean.TRUE.equals(jdbc.queryForObject(
                "select pg_try_advisory_xact_lock(" + Partition.ADVISORY_LOCK + ")", Boolean.class))) {
            return false;
        }
        List<Partition> parts = parts(period);
        jdbc.execute(MORE_PATIENCE);
        parts.forEach(part -> lock(part, "share update exclusive"));
        jdbc.execute(PATIENCE);
        // While it is looked through, only those wait who write what was created then.
        parts.stream().filter(Partition::ofExecutions).forEach(part -> lock(part, "share"));
        if (parts.isEmpty() || unfinished(parts)) {
            return false;
        }
        jdbc.update(
                "delete from deleted_executions where created_at >= ? and created_at < ?",
                Timestamp.from(period.from()),
                Timestamp.from(period.to()));
        // Last: from here on everybody waits.
        jdbc.execute("drop table " + parts.stream().map(Partition::name).collect(joining(", ")));
        return true;
    }

    private void lock(Partition part, String mode) {
        jdbc.execute("lock table only " + part.name() + " in " + mode + " mode");
    }

    /** Answered by an index. */
    private boolean unfinished(List<Partition> parts) {
        return parts.stream()
                .filter(Partition::ofExecutions)
                .anyMatch(part -> Boolean.TRUE.equals(jdbc.queryForObject(
                        "select exists (select from " + part.name() + " where outcome = 0)", Boolean.class)));
    }

    /** Markers of what has no partition any more, and so cannot come back. */
    private void forgetDeletions(Instant oldest) {
        if (oldest.isAfter(Instant.EPOCH)) {
            jdbc.update("delete from deleted_executions where created_at < ?", Timestamp.from(oldest));
            jdbc.update("delete from deleted_owners where deleted_at < ?", Timestamp.from(oldest));
        }
    }
}
