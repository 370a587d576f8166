package io.millrace.recorder.record;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the history's partitions, one for each day (UTC) on which an execution was created, before they are needed. */
final class DayPartitions {
    private static final Logger log = LoggerFactory.getLogger(DayPartitions.class);
    private static final List<String> TABLES = List.of(
            "workflow_executions",
            "node_execution_results",
            "execution_logs",
            "execution_payloads",
            "execution_labels");
    /** Any number that nobody else uses in this database. */
    private static final long ADVISORY_LOCK = 0x6d696c6c64617973L;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    DayPartitions(JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Sees to it that there are partitions for these days, for today and for tomorrow; in transactions of its own. */
    void ensure(Stream<LocalDate> days) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Stream.concat(days, Stream.of(today, today.plusDays(1)))
                .distinct()
                .filter(day -> !known.contains(day))
                .forEach(this::make);
    }

    /** Looks again at what was known to be there: an operator may drop partitions. */
    void forget() {
        known.clear();
    }

    private void make(LocalDate day) {
        transaction.executeWithoutResult(status -> {
            // "if not exists" alone lets two instances that make the same table at once fail.
            jdbc.execute("select pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
            TABLES.forEach(table -> make(table, day));
        });
        known.add(day);
    }

    private void make(String table, LocalDate day) {
        String partition = table + "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
        Boolean attached = jdbc.queryForObject(
                "select exists (select from pg_inherits where inhrelid = to_regclass(?))", Boolean.class, partition);
        if (Boolean.TRUE.equals(attached)) {
            return;
        }
        // Attaching, other than "create … partition of", does not wait for those who read the table, nor keep them out.
        // Most rows are updated soon after they were inserted: room beside them keeps that off the indexes.
        jdbc.execute("create table if not exists " + partition + " (like " + table
                + " including all) with (fillfactor = 80)");
        jdbc.execute("alter table " + table + " attach partition " + partition + " for values from ('" + day
                + " 00:00:00Z') to ('" + day.plusDays(1) + " 00:00:00Z')");
        log.info("made partition {}", partition);
    }
}
