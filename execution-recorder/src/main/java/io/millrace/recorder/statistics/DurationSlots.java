package io.millrace.recorder.statistics;

import java.time.Duration;
import java.util.Arrays;

/**
 * Durations to a relative error: a slot holds all of which its {@link #value} is wrong by at most {@link #ERROR}. Below
 * some fifty milliseconds each has a slot of its own; what is longer than ten years is counted as that. Slots are
 * stored: their bounds never change.
 */
public final class DurationSlots {
    /** Leaves room for rounding to a hundredth of a millisecond within two percent. */
    public static final double ERROR = 0.0195;

    /** Of a packed number, the lowest. */
    public static final int SLOT_BITS = 10;

    private static final double RATIO = (1 + ERROR) / (1 - ERROR);
    private static final long LONGEST = Duration.ofDays(3653).toMillis();

    /** The shortest duration of each slot. */
    private static final long[] SHORTEST = bounds();

    private DurationSlots() {}

    /** The slot of a duration in milliseconds; one below zero, which clocks can make, is zero. */
    public static int of(long millis) {
        int found = Arrays.binarySearch(SHORTEST, Math.clamp(millis, 0, LONGEST));
        return found >= 0 ? found : -found - 2;
    }

    /** What stands for all of a slot's durations, in milliseconds: as far from its shortest as from its longest. */
    public static double value(int slot) {
        double shortest = SHORTEST[slot];
        double longest = slot + 1 < SHORTEST.length ? SHORTEST[slot + 1] - 1 : LONGEST;
        return longest == 0 ? 0 : 2 * shortest * longest / (shortest + longest);
    }

    /** How many slots there are. */
    public static int count() {
        return SHORTEST.length;
    }

    /** How many durations are in a slot, and in which, as one number. */
    public static long packed(int slot, long count) {
        return count << SLOT_BITS | slot;
    }

    /** The slot of a packed number. */
    public static int slot(long packed) {
        return (int) (packed & (1 << SLOT_BITS) - 1);
    }

    /** How many durations a packed number says. */
    public static long count(long packed) {
        return packed >> SLOT_BITS;
    }

    private static long[] bounds() {
        long[] bounds = new long[1 << SLOT_BITS];
        int count = 1;
        for (long shortest = 1; shortest <= LONGEST; shortest = (long) (shortest * RATIO) + 1) {
            bounds[count++] = shortest;
        }
        return Arrays.copyOf(bounds, count);
    }
}
