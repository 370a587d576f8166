package io.millrace.recorder.record;

import io.millrace.recorder.fold.ExecutionChange;
import io.millrace.recorder.json.StoredJson;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.Parent;
import io.millrace.schemas.event.Rerun;
import io.millrace.schemas.event.Trigger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Merges changes of executions into their rows, by the rule of {@link ExecutionChange}. */
final class ExecutionRows {
    /**
     * A row after a change of it.
     *
     * @param first whether there was none, or one that only a trigger had told of, and therefore no node's result
     * @param change what it changes in the counts
     */
    record Merged(UUID id, boolean first, Counting.Change change) {
        /** Whether its trigger is known now and was not before. */
        boolean triggered() {
            return change.kind() != null;
        }
    }

    private static final Comparator<ExecutionChange> BY_ID =
            Comparator.comparing(change -> change.context().getExecutionId());

    /** The enum is declared in this order: what is not less than success is terminal. */
    private static final String MERGE = """
             on conflict (id, created_at) do update set
                status = case when %1$s then excluded.status else r.status end,
                counted = case when %1$s then excluded.status else r.status end,
                sequence = case when %1$s then excluded.sequence else r.sequence end,
                trigger_node = case when r.kind is null then excluded.trigger_node else r.trigger_node end,
                trigger_data = case when r.kind is null then excluded.trigger_data else r.trigger_data end,
                trigger_data_size =
                    case when r.kind is null then excluded.trigger_data_size else r.trigger_data_size end,
                started_by = case when r.kind is null then excluded.started_by else r.started_by end,
                labels = case when r.kind is null then excluded.labels else r.labels end,
                parent_execution_id =
                    case when r.kind is null then excluded.parent_execution_id else r.parent_execution_id end,
                parent_node_id = case when r.kind is null then excluded.parent_node_id else r.parent_node_id end,
                parent_iteration = case when r.kind is null then excluded.parent_iteration else r.parent_iteration end,
                rerun_of_id = case when r.kind is null then excluded.rerun_of_id else r.rerun_of_id end,
                rerun_from = case when r.kind is null then excluded.rerun_from else r.rerun_from end,
                kind = coalesce(r.kind, excluded.kind),
                started_at = coalesce(r.started_at, excluded.started_at),
                output = case when r.finished_at is null then excluded.output else r.output end,
                output_size = case when r.finished_at is null then excluded.output_size else r.output_size end,
                error = case when r.finished_at is null then excluded.error else r.error end,
                path = coalesce(r.path, excluded.path),
                nodes_executed = coalesce(r.nodes_executed, excluded.nodes_executed),
                finished_at = coalesce(r.finished_at, excluded.finished_at)
             returning new.owner_id, new.workflow_id, new.test, new.created_at, old.counted::text, new.counted::text,
                case when old.counted is null or old.kind is null then new.kind::text end,
                case when old.counted is null or old.finished_at is null or old.started_at is null then %2$s end,
                new.id, old.id is null or old.sequence = 0
            """.formatted(
                    "r.status < 'success' and (excluded.status >= 'success' or excluded.sequence > r.sequence)",
                    StatisticsRows.duration("new"));

    private final Rows<ExecutionChange> rows;
    private final String merge;

    ExecutionRows(LongPayloads payloads) {
        this.rows = rows(payloads);
        this.merge = rows.insertInto("workflow_executions as r") + MERGE;
    }

    private static Rows<ExecutionChange> rows(LongPayloads payloads) {
        return new Rows<ExecutionChange>()
                .uuid("id", change -> change.context().getExecutionId())
                .time("created_at", change -> change.context().getCreatedAt())
                .text("owner_id", change -> change.context().getOwnerId())
                .text("workflow_id", change -> change.context().getWorkflowId())
                .number("workflow_version", change -> change.context().getWorkflowVersion())
                .flag("test", change -> change.context().getTest())
                .enumeration(
                        "status",
                        "execution_status",
                        change -> EnumNames.of(change.context().getStatus()))
                .enumeration(
                        "counted",
                        "execution_status",
                        change -> EnumNames.of(change.context().getStatus()))
                .number("sequence", change -> change.context().getSequence())
                .enumeration("kind", "trigger_kind", ofTrigger(trigger -> EnumNames.of(trigger.getKind())))
                .text("trigger_node", ofTrigger(Trigger::getNodeId))
                .payload("trigger_data", ofTrigger(trigger -> payloads.inRow(trigger.getData())))
                .nullableNumber("trigger_data_size", ofTrigger(trigger -> payloads.size(trigger.getData())))
                .text("started_by", ofTrigger(trigger -> trigger.getStartedBy().orElse(null)))
                .searchableJson("labels", ofTrigger(trigger -> StoredJson.ofLabels(trigger.getLabels())))
                .uuid("parent_execution_id", ofParent(Parent::getExecutionId))
                .text("parent_node_id", ofParent(Parent::getNodeId))
                .text("parent_iteration", ofParent(Parent::getIteration))
                .uuid("rerun_of_id", ofRerun(Rerun::getExecutionId))
                .text("rerun_from", ofRerun(Rerun::getFrom))
                .time("started_at", ExecutionChange::startedAt)
                .time("finished_at", ExecutionChange::finishedAt)
                .payload("output", ofEnd(end -> payloads.inRow(end.getOutput().orElse(null))))
                .nullableNumber(
                        "output_size",
                        ofEnd(end -> payloads.size(end.getOutput().orElse(null))))
                .json("error", ofEnd(end -> StoredJson.of(end).orElse(null)))
                .textList("path", ofEnd(end -> StoredJson.ofTexts(end.getPath())))
                .nullableNumber("nodes_executed", ofEnd(ExecutionFinished::getNodesExecuted));
    }

    /** Sends it, and returns what each row has become. */
    List<Merged> merge(Pipeline pipeline, Collection<ExecutionChange> changes) {
        var merged = new ArrayList<Merged>(changes.size());
        // In order of their keys, so that two transactions that share rows wait for one another and never cross.
        rows.query(
                pipeline,
                merge,
                changes.stream().sorted(BY_ID).toList(),
                row -> merged.add(
                        new Merged(row.getObject(9, UUID.class), row.getBoolean(10), StatisticsRows.change(row))));
        pipeline.send();
        return merged;
    }

    private static <V> Function<ExecutionChange, @Nullable V> ofTrigger(Function<Trigger, @Nullable V> value) {
        return change -> change.trigger() == null ? null : value.apply(change.trigger());
    }

    private static <V> Function<ExecutionChange, @Nullable V> ofParent(Function<Parent, V> value) {
        return ofTrigger(trigger -> trigger.getParent().map(value).orElse(null));
    }

    private static <V> Function<ExecutionChange, @Nullable V> ofRerun(Function<Rerun, V> value) {
        return ofTrigger(trigger -> trigger.getRerunOf().map(value).orElse(null));
    }

    private static <V> Function<ExecutionChange, @Nullable V> ofEnd(Function<ExecutionFinished, @Nullable V> value) {
        return change -> change.end() == null ? null : value.apply(change.end());
    }
}
