package io.millrace.recorder.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What users see of the history beside executions. Payloads are JSON that goes out as it was recorded. */
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
     * What a node's run came to; the iteration is null at top level.
     *
     * @param outputName the output that it was left by; null if by none
     * @param iterations of a loop whose definition is recorded; else null
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

            @JsonRawValue @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String outputPreview,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            URI outputUrl,

            @JsonRawValue @Nullable String error,
            @Nullable Iterations iterations) {

        NodeResult named(NodeNames.Named named) {
            return with(named.name(), named.type(), iterations);
        }

        NodeResult looped(Iterations rounds) {
            return with(name, type, rounds);
        }

        private NodeResult with(@Nullable String newName, @Nullable String newType, @Nullable Iterations rounds) {
            return new NodeResult(
                    nodeId,
                    newName,
                    newType,
                    iteration,
                    status,
                    attempts,
                    startedAt,
                    finishedAt,
                    durationMs,
                    outputName,
                    output,
                    outputPreview,
                    outputUrl,
                    error,
                    rounds);
        }
    }

    /** How many rounds of a loop have begun, and what each of them is by its furthest result. */
    record Iterations(long total, Map<String, Long> byStatus) {
        static Iterations of(Map<String, Long> byStatus) {
            return new Iterations(
                    byStatus.values().stream().mapToLong(Long::longValue).sum(), new TreeMap<>(byStatus));
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
