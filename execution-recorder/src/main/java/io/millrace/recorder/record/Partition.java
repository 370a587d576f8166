package io.millrace.recorder.record;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A partition of one of the history's tables, as PostgreSQL's catalog has it.
 *
 * @param table that it is a part of
 * @param name its own, as a statement can have it
 */
public record Partition(String table, String name, Period period) {
    /** What is partitioned by the time at which an execution was created. */
    public static final List<String> TABLES = List.of(
            "workflow_executions",
            "node_execution_results",
            "execution_logs",
            "execution_payloads",
            "execution_labels");

    /** In SQL: where the partition {@code p} of the catalog begins and ends, as an array of two texts. */
    public static final String BOUNDS =
            "regexp_match(pg_get_expr(p.relpartbound, p.oid), 'FROM \\(''(.+?)''\\) TO \\(''(.+?)''\\)')";

    /** Any number that nobody else uses in this database: whoever makes or drops partitions holds it. */
    public static final long ADVISORY_LOCK = 0x6d696c6c64617973L;

    /** Whether it is the one whose rows tell whether an execution is finished. */
    boolean ofExecutions() {
        return table.equals("workflow_executions");
    }

    /** All that there are. */
    static List<Partition> all(JdbcTemplate jdbc) {
        return jdbc.query(
                """
                select t.relname, p.oid::regclass::text, bounds[1]::timestamptz, bounds[2]::timestamptz
                from pg_inherits join pg_class t on t.oid = inhparent join pg_class p on p.oid = inhrelid,
                    %s bounds
                where inhparent = any(?::regclass[]) and bounds is not null
                """.formatted(BOUNDS),
                (row, number) -> new Partition(
                        row.getString(1),
                        row.getString(2),
                        new Period(
                                row.getTimestamp(3).toInstant(),
                                row.getTimestamp(4).toInstant())),
                (Object) TABLES.toArray(String[]::new));
    }
}
