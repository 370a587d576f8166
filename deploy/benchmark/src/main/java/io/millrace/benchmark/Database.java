package io.millrace.benchmark;

import io.millrace.embedded.EmbeddedPostgres;
import io.millrace.embedded.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A PostgreSQL of the benchmark's own, and what can be learned of it from outside. */
public final class Database implements AutoCloseable {
    private static final String NAME = "millrace";
    private static final List<String> TABLES = List.of(
            "workflow_executions",
            "node_execution_results",
            "execution_logs",
            "execution_payloads",
            "execution_labels");
    private static final String PARTITIONS =
            "select c.oid from pg_inherits join pg_class c on c.oid = inhrelid join pg_class p on p.oid = inhparent"
                    + " where c.relkind = 'r' and p.relname in ('" + String.join("', '", TABLES) + "')";

    private final EmbeddedPostgres postgres;
    private final Path pidFile;

    /** Starts it; its data are below the folder. */
    public Database(Path folder) throws IOException, SQLException {
        Path home = folder.resolve("postgres");
        postgres = new EmbeddedPostgres(home, Ports.free());
        postgres.start().createDatabase(NAME);
        pidFile = home.resolve("data/postmaster.pid");
    }

    /** Its version, and those of its settings that decide how fast it is. */
    public String version() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select string_agg(name || ' ' || current_setting(name), ', ' order by name <> 'server_version', name)
                        from pg_settings where name in ('server_version', 'shared_buffers', 'fsync', 'synchronous_commit',
                            'full_page_writes', 'max_wal_size')""")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Where clients connect, as the user {@code postgres}. */
    public String url() {
        return postgres.jdbcUrl(NAME);
    }

    /** What all its processes have used, those that have ended included. */
    public Duration cpu() {
        try {
            String postmaster = Files.readAllLines(pidFile).getFirst().strip();
            return new ProcessTree(Long.parseLong(postmaster)).cpu();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the history's tables with their indexes, in bytes. */
    public long historySize() throws SQLException {
        return number("select coalesce(sum(pg_total_relation_size(oid)), 0) from (" + PARTITIONS + ") partitions");
    }

    /** Of their indexes alone. */
    public long indexSize() throws SQLException {
        return number("select coalesce(sum(pg_indexes_size(oid)), 0) from (" + PARTITIONS + ") partitions");
    }

    /** How many of the offsets have not reached these ends. */
    public long behind(Map<String, Long> ends) throws SQLException {
        long behind = 0;
        for (Map.Entry<String, Long> end : ends.entrySet()) {
            behind += number("select count(*) from recorder_offsets where topic || '-' || partition = '" + end.getKey()
                    + "' and next < " + end.getValue());
        }
        return behind;
    }

    /** How much of the history's tables is dead, and how many updates left their indexes alone. */
    public Map<String, Object> updates() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_hot_upd), sum(n_live_tup), sum(n_dead_tup)
                        from pg_stat_user_tables where relid in (select oid from (%s) partitions)
                        """.formatted(PARTITIONS))) {
            rows.next();
            var figures = new LinkedHashMap<String, Object>();
            figures.put("rows inserted", rows.getLong(1));
            figures.put("rows updated", rows.getLong(2));
            figures.put("of which in their page (HOT)", rows.getLong(3));
            figures.put("rows alive", rows.getLong(4));
            figures.put("rows dead", rows.getLong(5));
            return figures;
        }
    }

    /** Rows of the history's tables that wait for a vacuum, as far as PostgreSQL's statistics know. */
    public long deadRows() throws SQLException {
        return number(
                "select coalesce(sum(n_dead_tup), 0) from pg_stat_user_tables where relid in (" + PARTITIONS + ")");
    }

    /** What autovacuum would do within a minute or so. */
    public void analyze() throws SQLException {
        execute("analyze");
    }

    /** Drops the partitions of a day as the recorder's retention does; returns how long that took. */
    public Duration drop(Instant day) throws SQLException {
        String suffix = DateTimeFormatter.BASIC_ISO_DATE
                .withZone(ZoneOffset.UTC)
                .format(day)
                .replace("Z", "");
        String partitions = TABLES.stream().map(table -> table + "_" + suffix).collect(Collectors.joining(", "));
        long begin = System.nanoTime();
        execute("drop table " + partitions);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one number that a query gives. */
    public long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Returns once the number that a query gives has got so far, or patience is at its end. */
    public void await(String sql, long count, Duration patience) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (number(sql) < count && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
