package io.millrace.recorder.statistics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time that is made up of whole counts of one grain.
 *
 * @param from inclusive; open if absent
 * @param to exclusive; open if absent
 */
public record Span(
        Grain grain, @Nullable Instant from, @Nullable Instant to) {

    /**
     * What a stretch of time is made up of, with as few counts as can be: finer ones only at its edges.
     *
     * @param coarsest the grain in the middle
     * @param from inclusive, the beginning of a minute; open if absent
     * @param to exclusive, likewise
     */
    public static List<Span> of(Grain coarsest, @Nullable Instant from, @Nullable Instant to) {
        var spans = new ArrayList<Span>();
        add(spans, coarsest, from, to);
        return spans;
    }

    private static void add(List<Span> spans, Grain grain, @Nullable Instant from, @Nullable Instant to) {
        Instant begin = from == null ? null : grain.ceiling(from);
        Instant end = to == null ? null : grain.floor(to);
        boolean inside = begin == null || end == null || begin.isBefore(end);
        Grain finer = grain.finer();
        if (!inside) {
            if (finer != null) {
                add(spans, finer, from, to);
            }
            return;
        }
        if (finer != null && begin != null) {
            add(spans, finer, from, begin);
        }
        spans.add(new Span(grain, begin, end));
        if (finer != null && end != null) {
            add(spans, finer, end, to);
        }
    }
}
