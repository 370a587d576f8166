package io.millrace.recorder.record;

import io.millrace.recorder.fold.NodeChange;
import io.millrace.recorder.json.StoredJson;
import io.millrace.schemas.event.NodeCompleted;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Merges changes of node results into their rows: what has a higher sequence than the row is newer. */
final class NodeRows {
    private static final Comparator<NodeChange> BY_KEY = Comparator.comparing(
                    (NodeChange change) -> change.key().executionId())
            .thenComparing(change -> change.key().nodeId())
            .thenComparing(change -> change.key().iteration());

    private static final String MERGE = """
             on conflict (execution_id, created_at, node_id, iteration) do update set
                sequence = excluded.sequence,
                status = excluded.status,
                name = excluded.name,
                type = excluded.type,
                attempt = greatest(r.attempt, excluded.attempt),
                attempt_started_at = nullif(
                    case when excluded.attempt >= r.attempt then coalesce(excluded.attempt_started_at, excluded.started_at)
                        else coalesce(r.attempt_started_at, r.started_at) end,
                    coalesce(r.started_at, excluded.started_at)),
                failed_attempts = r.failed_attempts || excluded.failed_attempts,
                started_at = coalesce(r.started_at, excluded.started_at),
                finished_at = excluded.finished_at,
                output_name = excluded.output_name,
                output = excluded.output,
                output_size = excluded.output_size,
                output_is_trigger_body = excluded.output_is_trigger_body,
                error = excluded.error
             where r.finished_at is null and excluded.sequence > r.sequence and excluded.status <> 'skipped'
            """;

    private final Rows<NodeChange> rows;
    private final String insert;
    private final String merge;

    NodeRows(LongPayloads payloads) {
        this.rows = rows(payloads);
        this.insert = rows.insertInto("node_execution_results as r");
        this.merge = insert + MERGE;
    }

    private static Rows<NodeChange> rows(LongPayloads payloads) {
        return new Rows<NodeChange>()
                .uuid("execution_id", change -> change.key().executionId())
                .time("created_at", change -> change.context().getCreatedAt())
                .text("node_id", change -> change.key().nodeId())
                .text("iteration", change -> change.key().iteration())
                .text("owner_id", change -> change.context().getOwnerId())
                .number("sequence", change -> change.context().getSequence())
                .enumeration("status", "node_status", change -> EnumNames.of(change.status()))
                .text("name", ofEnd(NodeCompleted::getNodeName))
                .text("type", ofEnd(NodeCompleted::getNodeType))
                .number("attempt", NodeChange::attempt)
                .time("attempt_started_at", NodeRows::ofAnotherThanTheStart)
                .jsonList(
                        "failed_attempts",
                        change -> change.failed().isEmpty() ? null : StoredJson.ofAttempts(change.failed()))
                .time("started_at", NodeChange::startedAt)
                .time("finished_at", ofEnd(NodeCompleted::getFinishedAt))
                .text("output_name", ofEnd(end -> end.getOutputName().orElse(null)))
                .payload("output", ofEnd(end -> payloads.inRow(LongPayloads.ofItsOwn(end))))
                .nullableNumber("output_size", ofEnd(end -> payloads.size(LongPayloads.ofItsOwn(end))))
                .mark(
                        "output_is_trigger_body",
                        change -> change.end() != null && change.end().getOutputIsTriggerBody())
                .json("error", ofEnd(end -> end.getError().map(StoredJson::of).orElse(null)));
    }

    /** @param first executions that had no node's result before; to look for them takes longer than all the rest */
    void merge(Pipeline pipeline, Collection<NodeChange> changes, Set<UUID> first, IntConsumer touched) {
        Predicate<NodeChange> isFirst = change -> first.contains(change.key().executionId());
        rows.update(pipeline, insert, only(isFirst, changes), touched);
        rows.update(pipeline, merge, only(isFirst.negate(), changes), touched);
    }

    private static List<NodeChange> only(Predicate<NodeChange> which, Collection<NodeChange> changes) {
        return changes.stream().filter(which).sorted(BY_KEY).toList();
    }

    private static @Nullable Instant ofAnotherThanTheStart(NodeChange change) {
        return Objects.equals(change.attemptStartedAt(), change.startedAt()) ? null : change.attemptStartedAt();
    }

    private static <V> Function<NodeChange, @Nullable V> ofEnd(Function<NodeCompleted, @Nullable V> value) {
        return change -> change.end() == null ? null : value.apply(change.end());
    }
}
