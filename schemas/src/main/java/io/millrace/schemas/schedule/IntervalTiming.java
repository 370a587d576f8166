package io.millrace.schemas.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Every so often, counted from the epoch: every instance, and every restart, comes to the same times. */
record IntervalTiming(Duration every) implements Timing {
    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofDays(366);

    static IntervalTiming parse(String text) {
        Duration every;
        try {
            every = Duration.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidScheduleException(Schedule.EVERY, "it is not an ISO 8601 duration such as PT15M");
        }
        if (every.compareTo(MIN) < 0 || every.compareTo(MAX) > 0) {
            throw new InvalidScheduleException(Schedule.EVERY, "it must be from a second (PT1S) to 366 days");
        }
        if (every.toNanosPart() % 1_000_000 != 0) {
            throw new InvalidScheduleException(Schedule.EVERY, "it must be of whole milliseconds");
        }
        return new IntervalTiming(every);
    }

    @Override
    public Optional<Instant> next(Instant after) {
        long step = every.toMillis();
        return Optional.of(Instant.ofEpochMilli((Math.floorDiv(after.toEpochMilli(), step) + 1) * step));
    }
}
