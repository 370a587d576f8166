package io.millrace.recorder.rebuild;

import io.millrace.recorder.record.Partition;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A schema with the recorder's tables, as they are but without partitions. Whoever has it first in the search path
 * writes there; the types are those of the history.
 */
final class Shadow implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Shadow.class);

    static final String SCHEMA = "millrace_shadow";

    /** What is folded from triggers and events. */
    private static final List<String> FOLDED = Stream.concat(
                    Partition.TABLES.stream(), Stream.of("execution_statistics", "trigger_statistics"))
            .toList();
    /** What must not come back. */
    private static final List<String> MARKERS = List.of("deleted_executions", "deleted_owners");

    private final JdbcTemplate jdbc;

    private Shadow(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Makes it on this connection, with the delete markers that there are; what an earlier run left is thrown away.
     *
     * @throws IllegalStateException if another rebuild is under way
     */
    static Shadow open(JdbcTemplate jdbc) {
        Boolean alone = jdbc.queryForObject("select pg_try_advisory_lock(hashtext(?))", Boolean.class, SCHEMA);
        if (!Boolean.TRUE.equals(alone)) {
            throw new IllegalStateException("another rebuild is under way on this database");
        }
        jdbc.execute("drop schema if exists " + SCHEMA + " cascade");
        jdbc.execute("create schema " + SCHEMA);
        Stream.concat(FOLDED.stream(), MARKERS.stream())
                .forEach(table ->
                        jdbc.execute("create table %1$s.%2$s (like %2$s including all)".formatted(SCHEMA, table)));
        MARKERS.forEach(table -> jdbc.execute("insert into %1$s.%2$s (%3$s) select %3$s from %2$s"
                .formatted(SCHEMA, table, String.join(", ", columns(jdbc, table)))));
        jdbc.execute("set search_path to " + SCHEMA + ", public");
        log.info("folding into the schema {}", SCHEMA);
        return new Shadow(jdbc);
    }

    /** Throws away what was folded; the delete markers stay. */
    void clear() {
        jdbc.execute("truncate " + String.join(", ", FOLDED));
    }

    /** Those of a table of the history that can be written. */
    static List<String> columns(JdbcTemplate jdbc, String table) {
        return jdbc.queryForList("""
                select column_name::text from information_schema.columns
                where table_schema = 'public' and table_name = ? and is_generated = 'NEVER' order by ordinal_position
                """, String.class, table);
    }

    @Override
    public void close() {
        jdbc.execute("set search_path to public");
        jdbc.execute("drop schema if exists " + SCHEMA + " cascade");
        jdbc.execute("select pg_advisory_unlock(hashtext('" + SCHEMA + "'))");
    }
}
