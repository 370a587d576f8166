package io.millrace.gateway.idempotency;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Idempotency;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.idempotency.IdempotencyKeys;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Which key a delivery has: what the webhook's own expression makes of it, if the webhook has one; else what the sender
 * calls it, by the header of its trade.
 */
@Component
public final class DeliveryKeys {
    /** How senders of all kinds name what they may send again. */
    public static final String HEADER = "Idempotency-Key";

    private static final List<String> HEADERS = List.of(HEADER, "webhook-id", "X-GitHub-Delivery");
    private static final String STRIPE = "Stripe-Signature";
    private static final int MAX_LENGTH = 512;

    private final KeyExpressions expressions;
    private final Clock clock;

    DeliveryKeys(KeyExpressions expressions, Clock clock) {
        this.expressions = expressions;
        this.clock = clock;
    }

    /**
     * A webhook's.
     *
     * @param body as it came
     * @param trigger what expressions see as {@code trigger}, JSON
     * @throws ProblemException if the key is too long, or cannot be worked out
     */
    public Optional<Idempotency> ofWebhook(
            PublishedVersion version,
            String nodeId,
            boolean test,
            HttpServletRequest request,
            byte[] body,
            ByteBuffer trigger) {
        Node node = version.workflow().node(nodeId);
        Optional<String> key = KeyExpressions.decides(node)
                ? expressions.key(version, node, trigger, clock.instant())
                : sent(request, trigger);
        return key.flatMap(DeliveryKeys::usable)
                .map(text -> IdempotencyKeys.of(
                        version.publication().getWorkflowId(), nodeId, TriggerKind.WEBHOOK, test, text, body));
    }

    /** A manual run's. */
    public Optional<Idempotency> ofManualRun(
            PublishedVersion version, String nodeId, boolean test, HttpServletRequest request, byte[] body) {
        return header(request, HEADER)
                .flatMap(DeliveryKeys::usable)
                .map(text -> IdempotencyKeys.of(
                        version.publication().getWorkflowId(), nodeId, TriggerKind.MANUAL, test, text, body));
    }

    private static Optional<String> sent(HttpServletRequest request, ByteBuffer trigger) {
        return Stream.concat(
                        HEADERS.stream().map(name -> header(request, name)),
                        Stream.of(header(request, STRIPE).flatMap(_ -> eventId(trigger))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> header(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Stripe names an event in its body alone. */
    private static Optional<String> eventId(ByteBuffer trigger) {
        return Json.encoded(trigger)
                .member("body")
                .filter(Json::isObject)
                .flatMap(body -> body.member("id"))
                .filter(Json::isString)
                .map(Json::text);
    }

    private static Optional<String> usable(String key) {
        if (key.length() > MAX_LENGTH) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "the idempotency key has %d characters, more than %d".formatted(key.length(), MAX_LENGTH));
        }
        return key.isBlank() ? Optional.empty() : Optional.of(key);
    }
}
