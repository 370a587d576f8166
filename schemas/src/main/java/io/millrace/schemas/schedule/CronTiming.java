package io.millrace.schemas.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression in a time zone. The library matches local times; what happens where a zone's clocks change is
 * decided here, so that it is known:
 *
 * <ul>
 *   <li>If the hour is {@code *}, the clock is followed as it runs: what a change skips does not come, what it repeats
 *       comes twice. So "every ten minutes" is every ten minutes.
 *   <li>Any other hour is meant once a day: what a change skips comes at the change's instant, once, and what it
 *       repeats comes the first time only.
 * </ul>
 */
final class CronTiming implements Timing {
    /** The 29th of February is at most eight years away. */
    private static final Duration HORIZON = Duration.ofDays(3660);

    private static final CronParser FIVE_FIELDS = new CronParser(days(CronDefinitionBuilder.defineCron()));
    private static final CronParser SIX_FIELDS = new CronParser(days(CronDefinitionBuilder.defineCron()
            .withSeconds()
            .withValidRange(0, 59)
            .withStrictRange()
            .and()));

    private final ExecutionTime times;
    private final boolean everyHour;
    private final ZoneId zone;

    private CronTiming(ExecutionTime times, boolean everyHour, ZoneId zone) {
        this.times = times;
        this.everyHour = everyHour;
        this.zone = zone;
    }

    static CronTiming parse(String text, ZoneId zone) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != 5 && fields.length != 6) {
            throw new InvalidScheduleException(
                    Schedule.CRON,
                    "it has five fields (minute, hour, day of month, month, day of week) or six, seconds first, not "
                            + fields.length);
        }
        try {
            Cron cron = (fields.length == 5 ? FIVE_FIELDS : SIX_FIELDS).parse(String.join(" ", fields));
            String hour = fields[fields.length - 4];
            return new CronTiming(ExecutionTime.forCron(cron), hour.equals("*"), zone);
        } catch (IllegalArgumentException e) {
            throw new InvalidScheduleException(Schedule.CRON, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<Instant> next(Instant after) {
        ZoneRules rules = zone.getRules();
        Instant begin = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        Instant end = begin.plus(HORIZON);
        while (begin.isBefore(end)) {
            if (!everyHour && skippedBy(rules.previousTransition(begin.plusSeconds(1)), begin)) {
                return Optional.of(begin);
            }
            ZoneOffset offset = rules.getOffset(begin);
            LocalDateTime local = LocalDateTime.ofInstant(begin, offset);
            ZoneOffsetTransition around = rules.getTransition(local);
            if (!everyHour && around != null && offset.equals(around.getOffsetAfter())) {
                // All this was there before, an hour ago.
                begin = around.getDateTimeBefore().toInstant(offset);
                continue;
            }
            // Up to the next change, local times and instants run side by side.
            ZoneOffsetTransition change = rules.nextTransition(begin);
            Optional<Instant> found = matchFrom(local).map(match -> match.toInstant(offset));
            if (change == null || found.filter(change.getInstant()::isAfter).isPresent()) {
                return found;
            }
            begin = change.getInstant();
        }
        return Optional.empty();
    }

    /** Whether at this very instant the clocks skip a time that matches. */
    private boolean skippedBy(@Nullable ZoneOffsetTransition last, Instant now) {
        return last != null
                && last.isGap()
                && last.getInstant().equals(now)
                && matchFrom(last.getDateTimeBefore())
                        .filter(last.getDateTimeAfter()::isAfter)
                        .isPresent();
    }

    /** The first local time that matches, this one included. */
    private Optional<LocalDateTime> matchFrom(LocalDateTime time) {
        return times.nextExecution(ZonedDateTime.of(time.minusSeconds(1), ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime);
    }

    private static CronDefinition days(CronDefinitionBuilder fields) {
        return fields.withMinutes()
                .withValidRange(0, 59)
                .withStrictRange()
                .and()
                .withHours()
                .withValidRange(0, 23)
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withValidRange(1, 31)
                .withStrictRange()
                .and()
                .withMonth()
                .withValidRange(1, 12)
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .withStrictRange()
                .and()
                .instance();
    }
}
