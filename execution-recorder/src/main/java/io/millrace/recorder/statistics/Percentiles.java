package io.millrace.recorder.statistics;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Durations of which it is known how many are in each of the {@link DurationSlots}. For one thread. */
public final class Percentiles {
    private final SortedMap<Integer, Long> slots = new TreeMap<>();
    private long total;

    /** Adds durations of one slot. */
    public void add(int slot, long count) {
        slots.merge(slot, count, Long::sum);
        total += count;
    }

    /** Adds all of these. */
    public void add(Percentiles other) {
        other.slots.forEach(this::add);
    }

    /**
     * The duration, in milliseconds to a hundredth, that this part of them do not exceed (nearest rank), wrong by two
     * percent at most; null if there are none.
     *
     * @param part above 0, to 1
     */
    public @Nullable Double at(double part) {
        long rank = Math.max(1, (long) Math.ceil(part * total));
        long passed = 0;
        for (Map.Entry<Integer, Long> slot : slots.entrySet()) {
            passed += slot.getValue();
            if (passed >= rank) {
                return Math.round(DurationSlots.value(slot.getKey()) * 100) / 100.0;
            }
        }
        return null;
    }
}
