package io.millrace.recorder.query;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in which a list is looked for. The page that most ask for is in the last days, and to plan for a
 * year of partitions takes longer than to read them: so the newest are looked at first, and then ever more.
 *
 * @param from inclusive; open if absent
 * @param to exclusive; open if absent
 */
record Window(@Nullable Instant from, @Nullable Instant to) {
    private static final List<Duration> REACHES =
            List.of(Duration.ofDays(1), Duration.ofDays(15), Duration.ofDays(120));

    /** What is between the two, newest first, in whole days of UTC. */
    static List<Window> of(@Nullable Instant from, @Nullable Instant to, Instant now) {
        Instant newest = (to == null || to.isAfter(now) ? now : to).truncatedTo(ChronoUnit.DAYS);
        var windows = new ArrayList<Window>();
        Instant end = to;
        for (Duration reach : REACHES) {
            Instant begin = newest.minus(reach);
            if (from != null && !begin.isAfter(from)) {
                break;
            }
            windows.add(new Window(begin, end));
            end = begin;
        }
        windows.add(new Window(from, end));
        return windows;
    }
}
