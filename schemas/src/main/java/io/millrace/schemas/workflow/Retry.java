package io.millrace.schemas.workflow;

import java.time.Duration;
import java.util.Optional;

/**
 * How often and after what pauses a failed node is tried again.
 *
 * @param maxAttempts attempts in all, the first included, from 1
 * @param initialInterval the pause before the second attempt
 * @param multiplier what each further pause is multiplied by, from 1
 * @param maxInterval no pause is longer
 * @param jitter the share of a pause, 0 to 1, by which it varies at random
 * @param attemptTimeout how long one attempt may take; absent: as long as the node may
 */
public record Retry(
        int maxAttempts,
        Duration initialInterval,
        double multiplier,
        Duration maxInterval,
        double jitter,
        Optional<Duration> attemptTimeout) {}
