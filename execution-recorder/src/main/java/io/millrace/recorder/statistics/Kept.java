package io.millrace.recorder.statistics;

import java.time.Duration;
import java.time.Instant;

/**
 * Which counts there still are.
 *
 * @param minutes the beginning of the first hour of which all minutes are there
 * @param hours the beginning of the first day of which all hours are there
 */
public record Kept(Instant minutes, Instant hours) {

    /**
     * What has not been deleted; whatever is about to be counts as deleted.
     *
     * @param minutes how long minutes are kept; 0 for ever
     * @param hours how long hours are kept; 0 for ever
     */
    public static Kept at(Instant now, Duration minutes, Duration hours) {
        return new Kept(since(now, minutes, Grain.HOUR), since(now, hours, Grain.DAY));
    }

    private static Instant since(Instant now, Duration kept, Grain whole) {
        return kept.isPositive()
                ? whole.floor(now.minus(kept)).plus(whole.length().multipliedBy(2))
                : Instant.EPOCH;
    }

    /** The finest grain that there is at this time. */
    public Grain finest(Instant time) {
        if (!time.isBefore(minutes)) {
            return Grain.MINUTE;
        }
        return time.isBefore(hours) ? Grain.DAY : Grain.HOUR;
    }

    /** The beginning of the finest count that this time is in. */
    public Instant floor(Instant time) {
        return finest(time).floor(time);
    }
}
