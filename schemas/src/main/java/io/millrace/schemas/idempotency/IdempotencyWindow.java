package io.millrace.schemas.idempotency;

import java.time.Duration;
import java.time.Instant;

/**
 * For how long a key stands for the execution that took it.
 *
 * @param length from 24 to 48 hours: a day's ids are the same for the same key, so a key cannot be free earlier, and
 *     the topic of the keys holds no more than two days
 */
public record IdempotencyWindow(Duration length) {
    private static final Duration SHORTEST = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(2);

    public IdempotencyWindow {
        if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "millrace.idempotency.window must be between 24h and 48h, and not " + length);
        }
    }

    /** When what was accepted by now is forgotten no earlier. */
    Instant before(Instant now) {
        return now.minus(length);
    }
}
