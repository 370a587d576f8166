package io.millrace.gateway.idempotency;

import io.millrace.expression.CompiledParameters;
import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.expression.Scope;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.NodeType;
import io.millrace.schemas.workflow.NodeTypes;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WebhookEndpoint;
import io.millrace.web.ProblemException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentReferenceHashMap;

/** Works out the key that a webhook's {@code idempotencyKey} makes of a delivery. */
@Component
final class KeyExpressions {
    private static final String PARAMETER = "idempotencyKey";

    private final BoundedThreads threads;
    private final IdempotencySettings settings;
    private final NodeType webhook =
            NodeTypes.onClassPath().find(WebhookEndpoint.TYPE).orElseThrow();

    /** Compiled once for each version; forgotten when memory is short. */
    private final Map<PublishedVersion, Map<String, CompiledParameters>> compiled = new ConcurrentReferenceHashMap<>();

    KeyExpressions(BoundedThreads threads, IdempotencySettings settings) {
        this.threads = threads;
        this.settings = settings;
    }

    /** Whether the webhook says itself what its deliveries' key is. */
    static boolean decides(Node node) {
        return node.parameters().hasNonNull(PARAMETER);
    }

    /**
     * The delivery's key; empty if the expression gives nothing.
     *
     * @param trigger what expressions see as {@code trigger}, JSON
     * @throws ProblemException if the expression fails or takes too long, or there is no thread for it
     */
    Optional<String> key(PublishedVersion version, Node node, ByteBuffer trigger, Instant now) {
        try {
            return threads.call(() -> evaluate(version, node, trigger, now), settings.expressionTimeout())
                    .orElseThrow(() -> new ProblemException(
                                    ProblemType.OVERLOADED, "too many keys are being worked out; please try again")
                            .withHeader("Retry-After", "1"));
        } catch (BoundedThreads.TooLongException e) {
            throw failed(node, "it took longer than " + settings.expressionTimeout(), "");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ExpressionException failure) {
                String place =
                        failure.position().map(at -> " at character " + at).orElse("");
                throw failed(node, String.valueOf(failure.getMessage()), place);
            }
            throw new IllegalStateException("the key of a delivery to " + node.id() + " was not worked out", e);
        }
    }

    private Optional<String> evaluate(PublishedVersion version, Node node, ByteBuffer trigger, Instant now) {
        Json data = Json.encoded(trigger);
        var workflow = Json.object(Map.of(
                "id", Json.of(version.publication().getWorkflowId()),
                "name", Json.of(version.publication().getName()),
                "version", Json.of(version.number())));
        Json body = data.member("body").orElse(Json.NULL);
        return parameters(version, node)
                .in(Scope.of(data, body, Map.of(), Json.EMPTY_OBJECT, workflow, now))
                .text(PARAMETER);
    }

    private CompiledParameters parameters(PublishedVersion version, Node node) {
        return compiled.computeIfAbsent(version, any -> new ConcurrentHashMap<>())
                .computeIfAbsent(node.id(), any -> CompiledParameters.of(node, webhook));
    }

    private static ProblemException failed(Node node, String reason, String place) {
        return new ProblemException(
                ProblemType.IDEMPOTENCY_KEY_FAILED,
                "node '%s', parameter '/%s'%s: %s".formatted(node.id(), PARAMETER, place, reason));
    }
}
