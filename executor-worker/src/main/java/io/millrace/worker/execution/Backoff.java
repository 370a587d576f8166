package io.millrace.worker.execution;

import io.millrace.schemas.event.Failure;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long to wait before a node is tried again. */
final class Backoff {
    /** However long whoever was called asks to be left alone. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    private Backoff() {}

    /**
     * When the node is tried again after an attempt failed; empty if it is not: the failure would stay, there were
     * enough attempts, or the next one could only begin when the node's time is over.
     */
    static Optional<Instant> next(
            Node node,
            Attempt failed,
            Failure failure,
            Optional<Duration> retryAfter,
            Instant now,
            RandomGenerator random) {
        Retry retry = node.retry().orElse(null);
        if (retry == null || !failure.getRetryable() || failed.number() >= retry.maxAttempts()) {
            return Optional.empty();
        }
        Instant next = now.plus(after(failed.number(), retry, retryAfter, random));
        Optional<Instant> deadline = DueTimes.deadline(node, failed);
        return deadline.isEmpty() || next.isBefore(deadline.get()) ? Optional.of(next) : Optional.empty();
    }

    /**
     * The pause behind an attempt: growing, bounded, and varied by up to the jitter's share in both directions.
     *
     * @param failedAttempt from 1
     * @param retryAfter what whoever was called asks for; the pause is at least that
     */
    private static Duration after(
            int failedAttempt, Retry retry, Optional<Duration> retryAfter, RandomGenerator random) {
        double max = retry.maxInterval().toMillis();
        double grown = retry.initialInterval().toMillis() * Math.pow(retry.multiplier(), failedAttempt - 1.0);
        double varied = Math.min(grown, max) * (1 + retry.jitter() * (2 * random.nextDouble() - 1));
        Duration pause = Duration.ofMillis(Math.max(1, Math.round(Math.min(varied, max))));
        Duration asked = retryAfter.orElse(Duration.ZERO);
        Duration least = asked.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked;
        return pause.compareTo(least) > 0 ? pause : least;
    }
}
