package io.millrace.recorder.query;

import io.millrace.recorder.record.Partition;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A history of any size, made by the database itself: over the last 29 days, of 20 owners of very different size with
 * 50 workflows each, with statuses, kinds, labels and errors as they come, and four node results for each execution.
 */
record LargeHistory(JdbcTemplate owner, int executions) {
    private static final int DAYS = 29;
    private static final List<String> TABLES = List.of(
            "workflow_executions",
            "node_execution_results",
            "execution_logs",
            "execution_payloads",
            "execution_labels");

    private static final String EXECUTIONS = """
            insert into workflow_executions (id, created_at, owner_id, workflow_id, workflow_version, test, status,
                sequence, kind, trigger_node, trigger_data, started_by, labels, started_at, finished_at, output, error,
                path, nodes_executed)
            select id, t, owner, owner || '-' || workflow, 1, r4 < 0.005,
                (case when r2 < 0.96 then 'success' when r2 < 0.98 then 'failed' when r2 < 0.985 then 'partial'
                    when r2 < 0.99 then 'cancelled' when r2 < 0.992 then 'timed_out' when r2 < 0.996 then 'running'
                    when r2 < 0.999 then 'waiting' else 'queued' end)::execution_status, 9,
                (case when r3 < 0.9 then 'webhook' when r3 < 0.93 then 'schedule' when r3 < 0.95 then 'manual'
                    when r3 < 0.98 then 'subWorkflow' when r3 < 0.99 then 'rerun' else 'failure' end)::trigger_kind,
                'hook', ('{"body":{"order":' || n || ',"items":[{"price":10,"quantity":2}]},"headers":{}}')::json,
                case when r3 between 0.93 and 0.95 then 'user-' || (n % 100) end,
                case when r4 < 0.3 then jsonb_build_object('order', n::text, 'region', n % 3) else '{}' end,
                t + interval '2 ms', case when r2 < 0.992 then t + interval '30 ms' end,
                case when r2 < 0.96 then ('{"total":' || n || '}')::json end,
                case when r2 >= 0.96 and r2 < 0.992 then json_build_object(
                    'type', (array['http-status', 'timeout', 'expression'])[1 + n % 3],
                    'message', 'the server ' || (array['alpha', 'beta', 'gamma'])[1 + n % 3] || ' answered '
                        || (500 + n % 5) || ' after ' || n || ' ms') end,
                array['hook', 'total', 'big', 'price'], 4
            from raw
            """;
    private static final String LABELS = """
            insert into execution_labels
            select owner, label, case label when 'order' then n::text else (n % 3)::text end, t, id
            from raw, unnest(array['order', 'region']) as label where r4 < 0.3
            """;
    private static final String NODES = """
            insert into node_execution_results (execution_id, created_at, node_id, iteration, owner_id, sequence, status,
                name, type, attempt, attempt_started_at, failed_attempts, started_at, finished_at, output_name, output)
            select id, t, node, '', owner, ord, 'success', node, 'set', 1, t, '{}', t + ord * interval '1 ms',
                t + ord * interval '1 ms', 'main', ('{"total":' || n || ',"tier":"plain"}')::json
            from raw, unnest(array['hook', 'total', 'big', 'price']) with ordinality as nodes (node, ord)
            """;
    private static final String WORKFLOWS = """
            insert into workflows
            select distinct owner || '-' || workflow, owner, 'Workflow ' || workflow, 3, 1, false, now() from raw
            """;

    void make() {
        makePartitions();
        owner.execute("select setseed(0.5)");
        owner.execute(raw());
        for (String statement : List.of(EXECUTIONS, LABELS, NODES, WORKFLOWS)) {
            owner.execute(statement);
        }
        for (String table : List.of("workflow_executions", "execution_labels", "node_execution_results", "workflows")) {
            owner.execute("vacuum (analyze) " + table);
        }
    }

    private String raw() {
        return """
            create table raw as
            select n, t, 'owner-' || least(19, floor(20 * r1 ^ 3)::int) as owner, r2, r3, r4,
                'wf-' || lpad(floor(50 * r5 * r5)::text, 2, '0') as workflow,
                (lpad(to_hex((extract(epoch from t) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n %% 16), 3, '0')
                    || substr('89ab', 1 + n %% 4, 1) || substr(md5(n::text), 1, 15))::uuid as id
            from (select n, random() r1, random() r2, random() r3, random() r4, random() r5,
                    date_trunc('milliseconds', now() - interval '%2$d days' * (n - 1) / %1$d - interval '1 minute') as t
                  from generate_series(1, %1$d) n) as numbered
            """.formatted(executions, DAYS);
    }

    /** Executions that ended well, anywhere. */
    List<UUID> some(int count) {
        return owner.queryForList(
                "select id from raw where owner = 'owner-3' and r2 < 0.96 order by md5(n::text) limit ?",
                UUID.class,
                count);
    }

    /** How large a table is, as the planner knows it. */
    int pages(String table) {
        return Objects.requireNonNull(
                owner.queryForObject("select relpages from pg_class where oid = to_regclass(?)", Integer.class, table));
    }

    private void makePartitions() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int i = 0; i <= DAYS + 1; i++) {
            LocalDate day = today.minusDays(i);
            for (String table : TABLES) {
                String partition = table + "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
                // The recorder may be making the same.
                owner.execute("select pg_advisory_xact_lock(" + Partition.ADVISORY_LOCK + ");"
                        + "create table if not exists " + partition + " partition of " + table + " for values from ('"
                        + day + " 00:00:00Z') to ('" + day.plusDays(1) + " 00:00:00Z')");
            }
        }
    }
}
