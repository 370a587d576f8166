package io.millrace.recorder.query;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How executions ended and how long they took.
 *
 * @param from where counting begins, rounded as it was; null if from the beginning
 * @param to where it ends
 * @param total all that were created then
 * @param successRate the part of those that ended which ended with {@code success}; null if none has ended
 * @param series null unless a bucket was asked for
 */
record StatisticsView(
        @Nullable Instant from,
        @Nullable Instant to,
        long total,
        Map<String, Long> byStatus,
        @Nullable Double successRate,
        Durations durationMs,
        Triggers triggers,
        @Nullable List<Point> series) {

    /**
     * From start to end in milliseconds, of those that started and ended; percentiles within 2 %; null if there are
     * none.
     */
    @Schema(name = "Durations")
    record Durations(
            @Nullable Double mean,
            @Nullable Double p50,
            @Nullable Double p95,
            @Nullable Double p99) {}

    /** What triggered executions, of all time, also of those whose history is gone. */
    @Schema(name = "Triggers")
    record Triggers(
            long total, Map<String, Long> byKind, @Nullable Instant lastAt) {}

    /**
     * The same for one bucket.
     *
     * @param from where it begins
     */
    @Schema(name = "StatisticsPoint")
    record Point(
            Instant from,
            long total,
            Map<String, Long> byStatus,
            @Nullable Double successRate,
            Durations durationMs) {}
}
