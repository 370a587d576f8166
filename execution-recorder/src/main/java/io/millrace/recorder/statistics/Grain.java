package io.millrace.recorder.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much time one count is of, in UTC; each length is a multiple of the one before. */
public enum Grain {
    MINUTE(Duration.ofMinutes(1)),
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1));

    /** Stands for all of an owner's workflows together, which are counted beside each one. */
    public static final String ALL_WORKFLOWS = "";

    private final Duration length;

    Grain(Duration length) {
        this.length = length;
    }

    /** As the tables and the requests name it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Duration length() {
        return length;
    }

    /** The next finer one, if there is one. */
    public @Nullable Grain finer() {
        return switch (this) {
            case MINUTE -> null;
            case HOUR -> MINUTE;
            case DAY -> HOUR;
        };
    }

    /** The beginning of the one that this time is in. */
    public Instant floor(Instant time) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), length.toSeconds()) * length.toSeconds());
    }

    /** The same, or the beginning of the next one where this time is not a beginning. */
    public Instant ceiling(Instant time) {
        Instant floor = floor(time);
        return floor.equals(time) ? floor : floor.plus(length);
    }
}
