package io.millrace.recorder.record;

import io.millrace.schemas.event.ExecutionStatus;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** By how much a row of counts changes; some numbers are below zero. For one thread. */
final class Counts {
    static final List<String> STATUSES =
            Arrays.stream(ExecutionStatus.values()).map(EnumNames::of).toList();

    private final long[] byStatus = new long[STATUSES.size()];
    private long durations;
    private long durationSum;

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
}
