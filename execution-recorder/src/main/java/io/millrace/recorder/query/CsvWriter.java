package io.millrace.recorder.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.recorder.json.Timestamps;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Executions as CSV (RFC 4180) with a header; what has parts has a column for each. A text that a spreadsheet would
 * take for a formula gets an apostrophe before it.
 */
final class CsvWriter implements ExportFormat.RowWriter {
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private record Column(String name, Function<ExecutionView, @Nullable Object> value) {}

    private final List<Column> columns;

    CsvWriter(Fields fields, JsonMapper json) {
        this.columns = columns(json).stream()
                .filter(column -> fields.has(field(column.name())))
                .toList();
    }

    @Override
    public void begin(OutputStream out) throws IOException {
        line(columns.stream().map(Column::name), out);
    }

    @Override
    public void write(ExecutionView execution, OutputStream out) throws IOException {
        line(columns.stream().map(column -> cell(column.value().apply(execution))), out);
    }

    private static void line(java.util.stream.Stream<String> cells, OutputStream out) throws IOException {
        out.write(cells.collect(Collectors.joining(",", "", "\r\n")).getBytes(UTF_8));
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            case Instant time -> Timestamps.text(time);
            default -> text(value.toString());
        };
    }

    private static String text(String text) {
        boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        boolean quoted = formula || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        String safe = formula ? "'" + text : text;
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    /** A column of a part has the name of its field, a dot and its own. */
    private static String field(String column) {
        return column.equals("outputUrl") ? "output" : column.split("\\.", 2)[0];
    }

    private static List<Column> columns(JsonMapper json) {
        return List.of(
                new Column("id", ExecutionView::id),
                new Column("workflowId", ExecutionView::workflowId),
                new Column("workflowName", ExecutionView::workflowName),
                new Column("workflowVersion", ExecutionView::workflowVersion),
                new Column("ownerId", ExecutionView::ownerId),
                new Column("startedBy", ExecutionView::startedBy),
                new Column("status", ExecutionView::status),
                new Column("trigger.kind", e -> e.trigger().kind()),
                new Column("trigger.node", e -> e.trigger().node()),
                new Column("trigger.data", e -> e.trigger().data()),
                new Column("trigger.dataUrl", e -> e.trigger().dataUrl()),
                new Column("test", ExecutionView::test),
                new Column("labels", ExecutionView::labels),
                new Column("parent.executionId", part(ExecutionView::parent, ExecutionView.Parent::executionId)),
                new Column("parent.nodeId", part(ExecutionView::parent, ExecutionView.Parent::nodeId)),
                new Column("parent.iteration", part(ExecutionView::parent, ExecutionView.Parent::iteration)),
                new Column("rerunOf.executionId", part(ExecutionView::rerunOf, ExecutionView.RerunOf::executionId)),
                new Column("rerunOf.from", part(ExecutionView::rerunOf, ExecutionView.RerunOf::from)),
                new Column("createdAt", ExecutionView::createdAt),
                new Column("startedAt", ExecutionView::startedAt),
                new Column("finishedAt", ExecutionView::finishedAt),
                new Column("durationMs", ExecutionView::durationMs),
                new Column("output", ExecutionView::output),
                new Column("outputUrl", ExecutionView::outputUrl),
                new Column("error.type", error(json, error -> error.path("type").asString(null))),
                new Column("error.message", error(json, error -> error.path("message")
                        .asString(null))),
                new Column("error.failedNodes", error(json, error -> texts(error.path("failedNodes")))),
                new Column("path", part(ExecutionView::path, path -> String.join(" ", path))),
                new Column("nodesExecuted", ExecutionView::nodesExecuted));
    }

    private static <P> Function<ExecutionView, @Nullable Object> part(
            Function<ExecutionView, @Nullable P> part, Function<P, @Nullable Object> value) {
        return execution ->
                Optional.ofNullable(part.apply(execution)).map(value).orElse(null);
    }

    private static Function<ExecutionView, @Nullable Object> error(
            JsonMapper json, Function<JsonNode, @Nullable Object> value) {
        return execution -> Optional.ofNullable(execution.error())
                .map(error -> value.apply(json.readTree(error)))
                .orElse(null);
    }

    private static String texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(text -> text.asString(""))
                .collect(Collectors.joining(" "));
    }
}
