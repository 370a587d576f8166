package io.millrace.recorder.record;

import io.millrace.recorder.fold.History;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.OwnerDeleted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Deletes executions and leaves a marker for each, which keeps what is read of them later out. */
final class Deletions {
    private static final Rows<ExecutionDeleted> EXECUTIONS = new Rows<ExecutionDeleted>()
            .uuid("execution_id", deletion -> deletion.getContext().getExecutionId())
            .text("workflow_id", deletion -> deletion.getContext().getWorkflowId())
            .text("owner_id", deletion -> deletion.getContext().getOwnerId())
            .time("deleted_at", deletion -> deletion.getContext().getTime());
    private static final Rows<OwnerDeleted> OWNERS = new Rows<OwnerDeleted>()
            .text("owner_id", OwnerDeleted::getOwnerId)
            .time("deleted_at", OwnerDeleted::getTime);

    private static final String MARK_EXECUTIONS =
            EXECUTIONS.insertInto("deleted_executions") + " on conflict do nothing";
    private static final String MARK_OWNERS = OWNERS.insertInto("deleted_owners as r")
            + " on conflict (owner_id) do update set deleted_at = excluded.deleted_at"
            + " where r.deleted_at < excluded.deleted_at returning r.owner_id";
    /** Whatever had not ended, and now never will, is counted as cancelled. */
    private static final String DELETE_EXECUTIONS = delete(
            "using " + EXECUTIONS.unnest()
                    + " where e.id = n.execution_id and e.workflow_id = n.workflow_id and e.owner_id = n.owner_id",
            "owner_id, workflow_id, test, created_at, counted::text, 'cancelled', null, null::bigint from gone"
                    + " where counted < 'success'");

    private static final String DELETE_OWNERS = delete(
            "using " + OWNERS.unnest() + " where e.owner_id = n.owner_id and e.created_at <= n.deleted_at",
            "count(*) from gone");
    /** Any number that nobody else uses in this database. */
    private static final long ADVISORY_LOCK = 0x6d696c6c6f776e72L;

    private Deletions() {}

    /**
     * To be called before a transaction writes anything: while all that an owner had is deleted and the rest is counted
     * anew, nobody else writes.
     */
    static void waitForOthers(Pipeline pipeline, List<SpecificRecord> events) {
        String shared = events.stream().anyMatch(OwnerDeleted.class::isInstance) ? "" : "_shared";
        pipeline.query(
                "select pg_advisory_xact_lock" + shared + "(" + ADVISORY_LOCK + ")",
                0,
                (statement, first) -> {},
                row -> {});
    }

    /** Deletes what the records ask for, which changes the counts; sent where there is something to delete. */
    static void apply(Pipeline pipeline, History history, Counting counting) {
        if (history.deletions().isEmpty() && history.ownerDeletions().isEmpty()) {
            return;
        }
        EXECUTIONS.update(pipeline, MARK_EXECUTIONS, history.deletions(), marked -> {});
        EXECUTIONS.query(
                pipeline, DELETE_EXECUTIONS, history.deletions(), row -> counting.add(StatisticsRows.change(row)));
        // The record is in every partition; each time what was read of the owner until then goes.
        List<OwnerDeleted> owners = List.copyOf(latest(history.ownerDeletions()).values());
        List<String> anew = new ArrayList<>();
        OWNERS.query(pipeline, MARK_OWNERS, owners, row -> anew.add(row.getString(1)));
        OWNERS.query(pipeline, DELETE_OWNERS, owners, row -> {});
        pipeline.send();
        if (!anew.isEmpty()) {
            StatisticsRows.recount(pipeline, anew, counting);
        }
    }

    private static Map<String, OwnerDeleted> latest(List<OwnerDeleted> deletions) {
        Map<String, OwnerDeleted> latest = new HashMap<>();
        deletions.forEach(deletion -> latest.merge(
                deletion.getOwnerId(), deletion, (a, b) -> a.getTime().isAfter(b.getTime()) ? a : b));
        return latest;
    }

    /**
     * Five tables in one statement: what belongs to an execution has its id and its time. Labels are found by their
     * key, which begins with what they say.
     */
    private static String delete(String which, String result) {
        return """
            with gone as (delete from workflow_executions e %s
                          returning e.id, e.created_at, e.owner_id, e.workflow_id, e.test, e.counted, e.labels),
                 nodes as (delete from node_execution_results r using gone
                           where r.execution_id = gone.id and r.created_at = gone.created_at),
                 payloads as (delete from execution_payloads p using gone
                              where p.execution_id = gone.id and p.created_at = gone.created_at),
                 labels as (delete from execution_labels b using gone cross join jsonb_each_text(gone.labels) t
                            where b.owner_id = gone.owner_id and b.name = t.key and b.value = t.value
                              and b.created_at = gone.created_at and b.execution_id = gone.id),
                 lines as (delete from execution_logs l using gone
                           where l.execution_id = gone.id and l.created_at = gone.created_at)
            select %s
            """.formatted(which, result);
    }
}
