package io.millrace.recorder.record;

import io.millrace.recorder.RecorderSettings.PartitionSize;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;

/**
 * A stretch of creation times that has partitions of its own.
 *
 * @param from its first moment
 * @param to the first moment after it
 */
record Period(Instant from, Instant to) {
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuuMM");

    Period {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(from + " is not before " + to);
        }
    }

    /** The day or month, in UTC, that this moment is in. */
    static Period around(Instant time, PartitionSize size) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        return switch (size) {
            case DAY -> of(day, day.plusDays(1));
            case MONTH -> of(day.withDayOfMonth(1), day.withDayOfMonth(1).plusMonths(1));
        };
    }

    private static Period of(LocalDate from, LocalDate to) {
        return new Period(
                from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                to.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    boolean contains(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    /** As much of it around a moment as none of the others has; none of them has that moment. */
    Period without(Collection<Period> others, Instant time) {
        Instant latest = from;
        Instant earliest = to;
        for (Period other : others) {
            if (!other.to.isAfter(time) && other.to.isAfter(latest)) {
                latest = other.to;
            }
            if (other.from.isAfter(time) && other.from.isBefore(earliest)) {
                earliest = other.from;
            }
        }
        return new Period(latest, earliest);
    }

    /** What its partitions are called after their tables: a day, a month, or a first and a last day. */
    String suffix() {
        if (equals(around(from, PartitionSize.DAY))) {
            return day(from);
        }
        if (equals(around(from, PartitionSize.MONTH))) {
            return MONTH.format(from.atOffset(ZoneOffset.UTC));
        }
        return day(from) + "_" + day(to.minusNanos(1));
    }

    private static String day(Instant time) {
        return DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.ofInstant(time, ZoneOffset.UTC));
    }
}
