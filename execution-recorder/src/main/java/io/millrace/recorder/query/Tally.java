package io.millrace.recorder.query;

import io.millrace.recorder.statistics.DurationSlots;
import io.millrace.recorder.statistics.Percentiles;
import io.millrace.schemas.event.ExecutionStatus;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts of one stretch of time, added up. For one thread. */
final class Tally {
    static final List<String> STATUSES = Arrays.stream(ExecutionStatus.values())
            .map(status -> status.name().toLowerCase(Locale.ROOT))
            .toList();

    private static final List<String> UNFINISHED = List.of("queued", "running", "waiting");

    private final Map<String, Long> byStatus = new LinkedHashMap<>();
    private final Percentiles slots = new Percentiles();
    private long durations;
    private long durationSum;

    Tally() {
        STATUSES.forEach(status -> byStatus.put(status, 0L));
    }

    /**
     * From the second column on: a number for each status, how many durations, their sum, and how many in each slot.
     */
    void add(ResultSet row) throws SQLException {
        int column = 2;
        for (String status : STATUSES) {
            byStatus.merge(status, row.getLong(column++), Long::sum);
        }
        durations += row.getLong(column++);
        durationSum += row.getLong(column++);
        Array packed = row.getArray(column);
        if (packed != null) {
            for (Long slot : (Long[]) packed.getArray()) {
                slots.add(DurationSlots.slot(slot), DurationSlots.count(slot));
            }
        }
    }

    void add(Tally other) {
        other.byStatus.forEach((status, count) -> byStatus.merge(status, count, Long::sum));
        durations += other.durations;
        durationSum += other.durationSum;
        slots.add(other.slots);
    }

    long total() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<String, Long> byStatus() {
        return byStatus;
    }

    @Nullable
    Double successRate() {
        long ended = byStatus.entrySet().stream()
                .filter(count -> !UNFINISHED.contains(count.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return ended == 0 ? null : (double) byStatus.getOrDefault("success", 0L) / ended;
    }

    StatisticsView.Durations durations() {
        Double mean = durations == 0 ? null : Math.round(100.0 * durationSum / durations) / 100.0;
        return new StatisticsView.Durations(mean, slots.at(0.5), slots.at(0.95), slots.at(0.99));
    }
}
