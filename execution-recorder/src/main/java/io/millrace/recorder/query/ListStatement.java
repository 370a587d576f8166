package io.millrace.recorder.query;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A page of a list, as a statement that finds it in the order of an index and reads no further than its end: along the
 * executions, several statuses side by side; along a label; or along what a search for words finds.
 */
record ListStatement(Reader reader, Filter filter, Fields fields, ExecutionQueries.@Nullable Place after) {
    private static final String JOIN_WORKFLOW =
            " left join workflows w on w.id = e.workflow_id and w.owner_id = e.owner_id";
    private static final String OF_KEY = "e.id = k.id and e.created_at = k.created_at";

    /** Finds what is in the window; {@link #bind} gives it what it names. */
    String sql(Window window) {
        String rows = filter.words() != null
                ? ofKeys(found(window), window)
                : filter.labels().isEmpty() ? along(window) : ofKeys(labelled(window), window);
        return ExecutionColumns.select(fields) + " from (" + rows + ") e" + JOIN_WORKFLOW
                + " order by e.created_at desc, e.id desc limit :limit";
    }

    JdbcClient.StatementSpec bind(JdbcClient.StatementSpec sql, int limit) {
        var statement = sql.param("owner", reader.owner())
                .param("workflowId", filter.workflowId())
                .param("statuses", filter.statuses())
                .param("startedBy", filter.startedBy())
                .param("words", filter.words())
                .param("afterId", after == null ? null : after.id())
                .param("limit", limit);
        for (int i = 0; i < filter.labels().size(); i++) {
            statement = statement
                    .param("name" + i, filter.labels().get(i).name())
                    .param("value" + i, filter.labels().get(i).value());
        }
        return statement;
    }

    /**
     * Each status has its own order in the index, of which the first so many are merged. What is rare has an index of
     * its own in one order, unless a status is asked for too.
     */
    private String along(Window window) {
        List<Outcome> outcomes =
                filter.statuses().isEmpty() && !filter.isRare() ? Outcome.all() : Outcome.of(filter.statuses());
        String branch = "(select " + ExecutionColumns.STORED + " from workflow_executions e where true"
                + reader.condition("e")
                + "%s"
                + conditions()
                + Moments.between("e.created_at", window.from(), window.to())
                + below("e.created_at", "e.id")
                + " order by e.created_at desc, e.id desc limit :limit)";
        if (outcomes.isEmpty()) {
            return branch.formatted("");
        }
        return outcomes.stream()
                .map(outcome -> branch.formatted(outcome.condition()))
                .collect(Collectors.joining(" union all "));
    }

    /**
     * The limit of one keeps the planner from joining in another order, and the window, though it says nothing new,
     * from planning for every partition.
     */
    private String ofKeys(String keys, Window window) {
        String statuses = filter.statuses().isEmpty() ? "" : " and e.status::text in (:statuses)";
        return "select e.* from (" + keys + ") k cross join lateral (select " + ExecutionColumns.STORED
                + " from workflow_executions e where " + OF_KEY + reader.condition("e") + statuses + conditions()
                + Moments.between("e.created_at", window.from(), window.to())
                + " limit 1) e order by k.created_at desc, k.id desc limit :limit";
    }

    private String labelled(Window window) {
        String others = IntStream.range(1, filter.labels().size())
                .mapToObj(i -> " and exists (select from execution_labels o where o.owner_id = l.owner_id"
                        + " and o.name = :name%1$d and o.value = :value%1$d and o.created_at = l.created_at"
                                .formatted(i)
                        + " and o.execution_id = l.execution_id)")
                .collect(Collectors.joining());
        return "select l.created_at, l.execution_id as id from execution_labels l where l.name = :name0"
                + " and l.value = :value0" + reader.condition("l")
                + Moments.between("l.created_at", window.from(), window.to()) + below("l.created_at", "l.execution_id")
                + others + " order by l.created_at desc, l.execution_id desc";
    }

    private String found(Window window) {
        String labels = IntStream.range(0, filter.labels().size())
                .mapToObj(i -> ":%s" + i)
                .collect(Collectors.joining(", ", "array[", "]::text[]"));
        return "select s.id, s.created_at from search_errors(words => :words, workflow => :workflowId,"
                + " outcomes => null, statuses => "
                + (filter.statuses().isEmpty() ? "null" : "array[:statuses]::text[]")
                + ", kind_is => " + filter.kindNumber() + "::smallint, test_is => " + filter.test()
                + ", starter => :startedBy, label_names => "
                + (filter.labels().isEmpty() ? "null" : labels.replace("%s", "name"))
                + ", label_values => " + (filter.labels().isEmpty() ? "null" : labels.replace("%s", "value"))
                + ", since => " + (window.from() == null ? "null" : Moments.literal(window.from()))
                + ", until => " + (window.to() == null ? "null" : Moments.literal(window.to()))
                + ", after_time => " + (after == null ? "null" : Moments.literal(after.createdAt()))
                + ", after_id => :afterId, count => :limit) s order by s.created_at desc, s.id desc";
    }

    private String below(String createdAt, String id) {
        return after == null
                ? ""
                : " and (" + createdAt + ", " + id + ") < (" + Moments.literal(after.createdAt()) + ", :afterId)";
    }

    /** All but the statuses; numbers and truths are written out, so that partial indexes can be seen to apply. */
    private String conditions() {
        return (filter.workflowId() == null ? "" : " and e.workflow_id = :workflowId")
                + (filter.kind() == null ? "" : " and e.kind_number = " + filter.kindNumber())
                + (filter.test() == null ? "" : filter.test() ? " and e.test" : " and not e.test")
                + (filter.startedBy() == null ? "" : " and e.started_by = :startedBy");
    }
}
