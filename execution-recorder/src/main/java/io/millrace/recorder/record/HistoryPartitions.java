package io.millrace.recorder.record;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import io.millrace.recorder.RecorderSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the history's partitions, by the day or month (UTC) in which an execution was created, before they are needed.
 * Partitions that exist stay as they are: a changed size holds for times that none of them covers.
 */
final class HistoryPartitions {
    private static final Logger log = LoggerFactory.getLogger(HistoryPartitions.class);
    /** Nothing was created before; a clock that says so is wrong. */
    private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");
    /** How far other machines' clocks may be ahead of ours. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final RecorderSettings.History settings;
    /** By their beginning; empty when nobody has looked yet. */
    private volatile NavigableMap<Instant, Period> known = new TreeMap<>();

    HistoryPartitions(
            JdbcTemplate jdbc, TransactionTemplate transaction, Clock clock, RecorderSettings.History settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.settings = settings;
    }

    /** Whether an execution can have been created then: not before there were any, nor more than a day from now. */
    boolean plausible(Instant createdAt) {
        return plausible(createdAt, clock.instant());
    }

    static boolean plausible(Instant createdAt, Instant now) {
        return !createdAt.isBefore(FIRST) && !createdAt.isAfter(now.plus(AHEAD));
    }

    /** Whether what was created then is recorded: there is a partition for it, or it is worth one. */
    boolean takes(Instant createdAt) {
        return covered(createdAt)
                || (plausible(createdAt)
                        && period(known.values(), createdAt).to().isAfter(horizon()));
    }

    /** What was created before it is to be dropped; the beginning of time where history is kept for ever. */
    Instant horizon() {
        return settings.retention().isPositive() ? clock.instant().minus(settings.retention()) : Instant.MIN;
    }

    /**
     * Sees to it, in transactions of its own, that there are partitions for these times, but for those before the
     * horizon: what was dropped does not come back.
     */
    void ensure(Stream<Instant> times) {
        List<Instant> missing = times.distinct().filter(time -> !covered(time)).toList();
        if (!missing.isEmpty()) {
            look();
            missing.stream().filter(this::takes).forEach(this::make);
        }
    }

    /** The same for now, and for the day or month after this one. */
    void ensureAhead() {
        look();
        make(clock.instant());
        make(Period.around(clock.instant(), settings.partition()).to());
    }

    /** Looks again, soon, at what was known to be there: it may have been dropped. */
    void forget() {
        known = new TreeMap<>();
    }

    private void look() {
        var complete = new TreeMap<Instant, Period>();
        byPeriod().forEach((period, tables) -> {
            if (tables.containsAll(Partition.TABLES)) {
                complete.put(period.from(), period);
            }
        });
        known = complete;
    }

    private Map<Period, Set<String>> byPeriod() {
        return Partition.all(jdbc).stream().collect(groupingBy(Partition::period, mapping(Partition::table, toSet())));
    }

    private boolean covered(Instant time) {
        var latest = known.floorEntry(time);
        return latest != null && latest.getValue().contains(time);
    }

    private Period period(Collection<Period> existing, Instant time) {
        return Period.around(time, settings.partition()).without(existing, time);
    }

    private void make(Instant time) {
        if (covered(time)) {
            return;
        }
        transaction.executeWithoutResult(status -> {
            // "if not exists" alone lets two instances that make the same table at once fail.
            jdbc.execute("select pg_advisory_xact_lock(" + Partition.ADVISORY_LOCK + ")");
            Map<Period, Set<String>> existing = byPeriod();
            Period period = existing.keySet().stream()
                    .filter(other -> other.contains(time))
                    .findFirst()
                    .orElseGet(() -> period(existing.keySet(), time));
            // A version that knew fewer tables may have made some of them.
            Set<String> made = existing.getOrDefault(period, Set.of());
            Partition.TABLES.stream().filter(table -> !made.contains(table)).forEach(table -> make(table, period));
        });
        look();
    }

    private void make(String table, Period period) {
        String partition = table + "_" + period.suffix();
        // Attaching, other than "create … partition of", does not wait for those who read the table, nor keep them out.
        // Room for what rows become while they run; what is only ever inserted needs none.
        int fill =
                switch (table) {
                    case "workflow_executions" -> 90;
                    case "node_execution_results" -> 95;
                    default -> 100;
                };
        jdbc.execute("create table if not exists " + partition + " (like " + table
                + " including all) with (fillfactor = " + fill + ")");
        jdbc.execute("alter table " + table + " attach partition " + partition + " for values from ('" + period.from()
                + "') to ('" + period.to() + "')");
        log.info("made partition {}", partition);
    }
}
