package io.millrace.recorder.query;

import io.millrace.schemas.id.ExecutionId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Times in statements. They are written out, other than what else a statement is given, because only then does
 * PostgreSQL plan for the partitions that they name and no others.
 */
final class Moments {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private Moments() {}

    /** A literal; history has milliseconds, so that what is between two of them stands for the later. */
    static String literal(Instant time) {
        Instant bounded = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
        Instant floor = bounded.truncatedTo(ChronoUnit.MILLIS);
        return "timestamptz '" + (floor.equals(bounded) ? floor : floor.plusMillis(1)) + "'";
    }

    /** That the column is in here; begins with {@code and}. */
    static String between(String column, @Nullable Instant from, @Nullable Instant to) {
        return (from == null ? "" : " and " + column + " >= " + literal(from))
                + (to == null ? "" : " and " + column + " < " + literal(to));
    }

    /** When the execution was created as far as its id says so: to the millisecond or to the day. */
    static String ofId(String column, UUID id) {
        if (id.version() == 7) {
            return " and " + column + " = " + literal(ExecutionId.createdAt(id));
        }
        return ofIds(column, List.of(id));
    }

    /** When the first and the last of these executions were created, to the day. */
    static String ofIds(String column, Collection<UUID> ids) {
        List<LocalDate> days = ids.stream().map(Moments::day).sorted().toList();
        return between(column, start(days.getFirst()), start(days.getLast().plusDays(1)));
    }

    private static LocalDate day(UUID id) {
        return id.version() == 7 ? LocalDate.ofInstant(ExecutionId.createdAt(id), ZoneOffset.UTC) : ExecutionId.day(id);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
