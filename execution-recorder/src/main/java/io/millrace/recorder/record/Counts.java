package io.millrace.recorder.record;

import static java.util.stream.Collectors.joining;

import io.millrace.recorder.statistics.DurationSlots;
import io.millrace.schemas.event.ExecutionStatus;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** By how much a row of counts changes; some numbers are below zero. For one thread. */
final class Counts {
    static final List<String> STATUSES =
            Arrays.stream(ExecutionStatus.values()).map(EnumNames::of).toList();

    private final long[] byStatus = new long[STATUSES.size()];
    private long durations;
    private long durationSum;
    private final SortedMap<Integer, Long> slots = new TreeMap<>();

    /** @param from absent for an execution that was in none */
    void move(@Nullable String from, String to) {
        if (from != null) {
            byStatus[STATUSES.indexOf(from)]--;
        }
        byStatus[STATUSES.indexOf(to)]++;
    }

    void ended(long durationMs) {
        durations++;
        durationSum += durationMs;
        slots.merge(DurationSlots.of(durationMs), 1L, Long::sum);
    }

    long in(String status) {
        return byStatus[STATUSES.indexOf(status)];
    }

    long durations() {
        return durations;
    }

    /** In milliseconds. */
    long durationSum() {
        return durationSum;
    }

    /** The durations by their slot, as PostgreSQL's array that the row has. */
    String slots() {
        return slots.entrySet().stream()
                .map(slot -> Long.toString(DurationSlots.packed(slot.getKey(), slot.getValue())))
                .collect(joining(",", "{", "}"));
    }
}
