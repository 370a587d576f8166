package io.millrace.recorder.rebuild;

import org.springframework.jdbc.core.JdbcTemplate;

/** Puts what was folded anew in the place of what the history has of the same executions. */
final class Replacement {
    private final JdbcTemplate jdbc;
    private final Covered covered;

    Replacement(JdbcTemplate jdbc, Covered covered) {
        this.jdbc = jdbc;
        this.covered = covered;
    }

    /** Delete markers first, so that nobody sees what was deleted; in the caller's transaction. */
    void run() {
        String markers = String.join(", ", Shadow.columns(jdbc, "deleted_executions"));
        jdbc.execute(
                "insert into public.deleted_executions (%1$s) select %1$s from %2$s.deleted_executions on conflict do nothing"
                        .formatted(markers, Shadow.SCHEMA));
        jdbc.execute("""
                insert into public.deleted_owners as o select * from %s.deleted_owners
                on conflict (owner_id) do update set deleted_at = greatest(o.deleted_at, excluded.deleted_at)
                """.formatted(Shadow.SCHEMA));
        covered.addDeleted();
        for (HistoryTable table : HistoryTable.ALL) {
            jdbc.execute("delete from public.%s t using %s c where c.id = t.%s and c.created_at = t.created_at"
                    .formatted(table.name(), Covered.table(), table.id()));
            String columns = String.join(", ", Shadow.columns(jdbc, table.name()));
            jdbc.execute("""
                    insert into public.%1$s (%2$s) select %2$s from %3$s.%1$s t
                    where exists (select from %4$s c where c.id = t.%5$s and c.created_at = t.created_at)
                    """.formatted(table.name(), columns, Shadow.SCHEMA, Covered.table(), table.id()));
        }
    }
}
