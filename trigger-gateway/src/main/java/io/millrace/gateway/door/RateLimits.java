package io.millrace.gateway.door;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Counts requests: of each webhook that has a limit, and of each owner. In the memory of this instance alone. */
@Component
final class RateLimits {
    private record Webhook(String workflowId, String nodeId) {}

    private record Limited(Rate rate, Bucket bucket) {
        static Limited of(Rate rate) {
            return new Limited(
                    rate,
                    Bucket.builder()
                            .addLimit(
                                    limit -> limit.capacity(rate.requests()).refillGreedy(rate.requests(), rate.per()))
                            .build());
        }
    }

    private final Map<Webhook, Limited> webhooks = new ConcurrentHashMap<>();
    private final Map<String, Limited> owners = new ConcurrentHashMap<>();
    private final Optional<Rate> ownerRate;

    RateLimits(DoorSettings settings) {
        this.ownerRate = settings.ownerRequests() == 0
                ? Optional.empty()
                : Optional.of(new Rate(settings.ownerRequests(), settings.ownerPer()));
    }

    /**
     * Counts a request.
     *
     * @throws ProblemException 429 with how long the bucket needs for the next one, if it is one too many
     */
    void count(String ownerId, String workflowId, String nodeId, Optional<Rate> rate) {
        rate.ifPresent(limit -> take(webhooks, new Webhook(workflowId, nodeId), limit, "the webhook"));
        ownerRate.ifPresent(limit -> take(owners, ownerId, limit, "its owner"));
    }

    private static <K> void take(Map<K, Limited> buckets, K key, Rate rate, String whose) {
        Limited limited = buckets.compute(
                key, (any, known) -> known != null && known.rate().equals(rate) ? known : Limited.of(rate));
        ConsumptionProbe probe = limited.bucket().tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            long seconds = Duration.ofNanos(probe.getNanosToWaitForRefill())
                    .plusNanos(999_999_999)
                    .toSeconds();
            throw new ProblemException(
                            ProblemType.RATE_LIMITED,
                            "%s takes %d requests in %s".formatted(whose, rate.requests(), rate.per()))
                    .withHeader(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, seconds)));
        }
    }
}
