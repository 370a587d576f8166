package io.millrace.schemas.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** When a {@code schedule} node starts executions. Immutable, without clock and without state. */
public final class Schedule {
    /** The name of the node type. */
    public static final String TYPE = "schedule";

    static final String CRON = "cron";
    static final String EVERY = "every";
    static final String TIME_ZONE = "timeZone";
    static final String MISSED = "missed";

    private final Timing timing;
    private final Missed missed;

    private Schedule(Timing timing, Missed missed) {
        this.timing = timing;
        this.missed = missed;
    }

    /**
     * The schedule that a node's parameters tell: {@code cron}, with or without {@code timeZone}, or {@code every}.
     *
     * @throws InvalidScheduleException if they tell none
     */
    public static Schedule of(JsonNode parameters) {
        Optional<String> cron = text(parameters, CRON);
        Optional<String> every = text(parameters, EVERY);
        Optional<String> zone = text(parameters, TIME_ZONE);
        Missed missed = text(parameters, MISSED).map(Missed::of).orElse(Missed.SKIP);
        if (cron.isPresent() == every.isPresent()) {
            throw new InvalidScheduleException(CRON, "a schedule has either 'cron' or 'every'");
        }
        if (every.isPresent()) {
            if (zone.isPresent()) {
                throw new InvalidScheduleException(
                        TIME_ZONE, "an interval knows no time of day, so a time zone would change nothing");
            }
            return new Schedule(IntervalTiming.parse(every.get()), missed);
        }
        return new Schedule(
                CronTiming.parse(cron.get(), zone.map(Schedule::zone).orElse(ZoneOffset.UTC)), missed);
    }

    /** What becomes of times that came while nobody kept the schedule. */
    public Missed missed() {
        return missed;
    }

    /** The first time after another one; empty if none comes within ten years. */
    public Optional<Instant> next(Instant after) {
        return timing.next(after);
    }

    /** The next times after another one, so many if there are so many. */
    public List<Instant> next(Instant after, int count) {
        List<Instant> times = new ArrayList<>(count);
        Optional<Instant> next = next(after);
        while (next.isPresent() && times.size() < count) {
            times.add(next.get());
            next = next(next.get());
        }
        return times;
    }

    private static ZoneId zone(String name) {
        // Those with names alone: an offset would look like a place and not follow its summer time.
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new InvalidScheduleException(
                    TIME_ZONE, "'" + name + "' is no time zone's name, such as Europe/Berlin or UTC");
        }
        return ZoneId.of(name);
    }

    private static Optional<String> text(JsonNode parameters, String name) {
        JsonNode value = parameters.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw new InvalidScheduleException(name, "it is a text");
        }
        return Optional.of(value.stringValue());
    }
}
