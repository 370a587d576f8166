package io.millrace.recorder.query;

import io.millrace.recorder.statistics.Grain;
import io.millrace.recorder.statistics.Kept;
import io.millrace.recorder.statistics.Span;
import io.millrace.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which executions are counted, by when they were created.
 *
 * @param workflowId all if absent
 * @param test test runs instead of others
 * @param from inclusive; open if absent
 * @param to exclusive; open if absent
 * @param bucket what the series' points are of; no series if absent
 */
record StatisticsRequest(
        @Nullable String workflowId,
        boolean test,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Grain bucket) {
    private static final long MAX_POINTS = 1500;

    /**
     * The same for times between which there are whole counts; a series ends with the bucket that is now if it has no
     * end.
     *
     * @throws ProblemException if it ends before it begins, or its series cannot be had
     */
    StatisticsRequest rounded(Kept kept, Instant now) {
        Instant begin = from == null ? null : kept.floor(from);
        Instant end = to == null ? null : kept.floor(to);
        if (bucket != null && end == null) {
            end = bucket.floor(now).plus(bucket.length());
        }
        if (begin != null && end != null && end.isBefore(begin)) {
            throw ProblemException.invalidQuery("to", "it must not be before from");
        }
        var rounded = new StatisticsRequest(workflowId, test, begin, end, bucket);
        rounded.checkSeries(kept);
        return rounded;
    }

    private void checkSeries(Kept kept) {
        if (bucket == null) {
            return;
        }
        if (from == null || to == null) {
            throw ProblemException.invalidQuery("from", "a series needs to know where to begin");
        }
        long points = Duration.between(bucket.floor(from), bucket.ceiling(to)).dividedBy(bucket.length());
        if (points > MAX_POINTS) {
            throw ProblemException.invalidQuery(
                    "bucket",
                    "there would be " + points + " points, and at most " + MAX_POINTS
                            + " are answered: ask for a coarser bucket or for less time");
        }
        if (kept.finest(from).compareTo(bucket) > 0) {
            throw ProblemException.invalidQuery(
                    "bucket",
                    "by the " + bucket.text() + " there are counts since "
                            + (bucket == Grain.MINUTE ? kept.minutes() : kept.hours()));
        }
    }

    List<Span> spans() {
        return Span.of(bucket == null ? Grain.DAY : bucket, from, to);
    }

    /** Where the series' points begin. */
    List<Instant> points() {
        if (bucket == null || from == null || to == null) {
            return List.of();
        }
        Instant end = to;
        return Stream.iterate(bucket.floor(from), point -> point.isBefore(end), point -> point.plus(bucket.length()))
                .toList();
    }
}
