package io.millrace.schemas.schedule;

import java.util.Locale;

/** What becomes of times that came while nobody kept the schedule. */
public enum Missed {
    /** Nothing: it goes on with the next time that comes. */
    SKIP,
    /** One run for all of them. */
    ONE,
    /** A run for each of them, oldest first. */
    ALL;

    static Missed of(String name) {
        for (Missed missed : values()) {
            if (missed.name().toLowerCase(Locale.ROOT).equals(name)) {
                return missed;
            }
        }
        throw new InvalidScheduleException(Schedule.MISSED, "it is 'skip', 'one' or 'all'");
    }
}
