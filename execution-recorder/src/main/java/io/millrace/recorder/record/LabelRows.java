package io.millrace.recorder.record;

import io.millrace.recorder.fold.ExecutionChange;
import io.millrace.schemas.event.EventContext;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** Inserts a row for each label of an execution whose trigger has become known. */
final class LabelRows {
    private record Label(EventContext context, String name, String value) {
        static Stream<Label> of(ExecutionChange change) {
            return Stream.ofNullable(change.trigger())
                    .flatMap(trigger -> trigger.getLabels().entrySet().stream())
                    .map(label -> new Label(change.context(), label.getKey(), label.getValue()));
        }
    }

    private static final Comparator<Label> BY_KEY = Comparator.comparing(
                    (Label label) -> label.context().getExecutionId())
            .thenComparing(Label::name);

    private static final Rows<Label> ROWS = new Rows<Label>()
            .text("owner_id", label -> label.context().getOwnerId())
            .text("name", Label::name)
            .text("value", Label::value)
            .time("created_at", label -> label.context().getCreatedAt())
            .uuid("execution_id", label -> label.context().getExecutionId());

    private static final String INSERT = ROWS.insertInto("execution_labels") + " on conflict do nothing";

    private LabelRows() {}

    /** @param triggered the executions whose trigger the rows did not have before */
    static void insert(
            Pipeline pipeline, Collection<ExecutionChange> changes, Set<UUID> triggered, IntConsumer touched) {
        List<Label> labels = changes.stream()
                .filter(change -> triggered.contains(change.context().getExecutionId()))
                .flatMap(Label::of)
                .sorted(BY_KEY)
                .toList();
        ROWS.update(pipeline, INSERT, labels, touched);
    }
}
