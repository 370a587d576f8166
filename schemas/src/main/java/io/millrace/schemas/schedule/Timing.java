package io.millrace.schemas.schedule;

import java.time.Instant;
import java.util.Optional;

/** The times of a schedule, worked out from themselves alone: it needs no state to go on. */
sealed interface Timing permits CronTiming, IntervalTiming {

    /** The first time after another one; empty if none comes within ten years. */
    Optional<Instant> next(Instant after);
}
