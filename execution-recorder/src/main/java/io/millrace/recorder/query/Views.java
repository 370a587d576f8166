package io.millrace.recorder.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What users see of the history. Payloads are JSON that goes out as it was recorded. */
final class Views {
    private Views() {}

    /**
     * A part of a list.
     *
     * @param nextCursor for the next part; null on the last one
     */
    record Page<T>(List<T> items, @Nullable String nextCursor) {
        /**
         * Of what was found.
         *
         * @param found one more than the limit where there is more to show
         * @param cursor makes the next part's cursor from the last item that is shown
         */
        static <T> Page<T> of(List<T> found, int limit, Function<T, String> cursor) {
            if (found.size() <= limit) {
                return new Page<>(found, null);
            }
            List<T> shown = found.subList(0, limit);
            return new Page<>(shown, cursor.apply(shown.getLast()));
        }
    }

    /**
     * An execution.
     *
     * @param outputUrl where the output can be had, if it is too large for a list
     * @param nodes its top-level node results; null in a list
     */
    record Execution(
            UUID id,
            String workflowId,
            @Nullable String workflowName,
            int workflowVersion,
            String ownerId,
            @Nullable String startedBy,
            String status,
            Trigger trigger,
            boolean test,
            @JsonRawValue @Nullable String labels,
            @Nullable Parent parent,
            @Nullable RerunOf rerunOf,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Long durationMs,
            @JsonRawValue @Nullable String output,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            URI outputUrl,

            @JsonRawValue @Nullable String error,
            @Nullable List<String> path,
            @Nullable Integer nodesExecuted,
            @Nullable List<NodeResult> nodes) {

        Execution with(List<NodeResult> results) {
            return new Execution(
                    id,
                    workflowId,
                    workflowName,
                    workflowVersion,
                    ownerId,
                    startedBy,
                    status,
                    trigger,
                    test,
                    labels,
                    parent,
                    rerunOf,
                    createdAt,
                    startedAt,
                    finishedAt,
                    durationMs,
                    output,
                    outputUrl,
                    error,
                    path,
                    nodesExecuted,
                    results);
        }
    }

    /**
     * Why an execution runs.
     *
     * @param dataUrl where the data can be had, if it is too large for a list
     */
    record Trigger(
            @Nullable String kind,
            @Nullable String node,
            @JsonRawValue @Nullable String data,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            URI dataUrl) {}

    /** The execution and the node that started it; the iteration is null at top level. */
    record Parent(UUID executionId, String nodeId, @Nullable String iteration) {}

    /** The execution that it repeats, and from where. */
    record RerunOf(UUID executionId, String from) {}

    /**
     * What a node's run came to; the iteration is null at top level.
     *
     * @param outputName the output that it was left by; null if by none
     */
    record NodeResult(
            String nodeId,
            @Nullable String name,
            @Nullable String type,
            @Nullable String iteration,
            String status,
            @JsonRawValue String attempts,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Long durationMs,
            @Nullable String outputName,
            @JsonRawValue @Nullable String output,
            @JsonRawValue @Nullable String error) {

        NodeResult named(NodeNames.Named named) {
            return new NodeResult(
                    nodeId,
                    named.name(),
                    named.type(),
                    iteration,
                    status,
                    attempts,
                    startedAt,
                    finishedAt,
                    durationMs,
                    outputName,
                    output,
                    error);
        }
    }

    /** A line of a log. */
    record LogLine(
            int sequence,
            int line,
            Instant time,
            String level,
            @Nullable String nodeId,
            @Nullable String iteration,
            String message,
            @JsonRawValue @Nullable String data) {}

    /** The definition that an execution ran, which is without the workflow's name. */
    record Definition(
            String workflowId,
            @Nullable String name,
            int version,
            String publishedBy,
            Instant publishedAt,
            @JsonRawValue String definition) {}
}
