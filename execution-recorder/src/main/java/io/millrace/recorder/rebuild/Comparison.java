package io.millrace.recorder.rebuild;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/** Compares the history with what was folded anew, row for row and byte for byte. */
final class Comparison {
    /** What an execution counts as is not of the log but of the counters. */
    private static final String BOOKKEEPING = "counted";

    /** What rows of earlier versions say, and later ones leave out. */
    private static final Map<String, String> AS_LATER_ONES = Map.of(
            "failed_attempts", "case when cardinality(t.failed_attempts) > 0 then t.failed_attempts end",
            "attempt_started_at", "nullif(t.attempt_started_at, t.started_at)");

    /**
     * A row that is not as it should be.
     *
     * @param key what tells it from the execution's other rows of this table; can be empty
     * @param kind missing in the history, different there, or unexpected
     */
    record Difference(String table, String executionId, String key, String kind) {
        @Override
        public String toString() {
            return kind + ": " + table + " " + executionId + (key.isEmpty() ? "" : " " + key);
        }
    }

    private final JdbcTemplate jdbc;
    private final Covered covered;

    Comparison(JdbcTemplate jdbc, Covered covered) {
        this.jdbc = jdbc;
        this.covered = covered;
    }

    /** All that differs in a partition of the topics. */
    List<Difference> differences(int partition, Instant since) {
        var differences = new ArrayList<Difference>();
        for (HistoryTable table : HistoryTable.ALL) {
            query(table.name(), differing(table)).forEach(differences::add);
        }
        query("deleted_executions", missingMarkers(partition)).forEach(differences::add);
        covered.unknown(partition, since)
                .forEach(id -> differences.add(new Difference("workflow_executions", id, "", "unexpected")));
        return differences;
    }

    private String differing(HistoryTable table) {
        String row = Shadow.columns(jdbc, table.name()).stream()
                .filter(column -> !column.equals(BOOKKEEPING))
                .map(column -> AS_LATER_ONES.getOrDefault(column, "t." + column))
                .collect(Collectors.joining(", ", "row(", ")::text"));
        return """
            select coalesce(s.id, h.id)::text as id, coalesce(s.key, h.key) as key,
                   case when h.id is null then 'missing' when s.id is null then 'unexpected' else 'different' end as kind
            from (select c.id, %3$s as key, %6$s as row from %1$s.%2$s t
                  join %4$s c on c.id = t.%5$s and c.created_at = t.created_at) s
            full join (select c.id, %3$s as key, %6$s as row from public.%2$s t
                  join %4$s c on c.id = t.%5$s and c.created_at = t.created_at) h
            on s.id = h.id and s.key = h.key
            where s.row is distinct from h.row
            """.formatted(Shadow.SCHEMA, table.name(), table.keyText(), Covered.table(), table.id(), row);
    }

    private static String missingMarkers(int partition) {
        return """
            select execution_id::text as id, '' as key, 'missing' as kind from %s.deleted_executions d
            where not exists (select from public.deleted_executions p where p.execution_id = d.execution_id
                and p.workflow_id = d.workflow_id and p.owner_id = d.owner_id) and %s and %s
            """.formatted(Shadow.SCHEMA, Covered.inPartition("execution_id", partition), Covered.IN_A_PARTITION);
    }

    private Stream<Difference> query(String table, String sql) {
        return jdbc
                .query(
                        sql,
                        (row, number) -> new Difference(table, row.getString(1), row.getString(2), row.getString(3)))
                .stream();
    }
}
