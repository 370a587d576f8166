package io.millrace.worker.node.type.http;

import io.millrace.expression.Json;
import io.millrace.schemas.address.RefusedAddressException;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.node.NodeOutcome;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How calls fail, by name. */
final class HttpFailures {

    private HttpFailures() {}

    /**
     * The answer's status says so; a piece of its body is kept.
     *
     * @param retryAfter how long the server asks to be left alone
     */
    static NodeOutcome status(OutgoingRequest request, int status, String bodyPiece, Optional<Duration> retryAfter) {
        Map<String, Json> details = new LinkedHashMap<>();
        details.put("status", Json.of(status));
        details.put("body", Json.of(bodyPiece));
        boolean retryable = status >= 500 || status == 429 || status == 408;
        Failure failure = NodeOutcome.failed("http-status", request.describe() + " answered " + status, retryable)
                .failure();
        return new NodeOutcome.Failed(
                Failure.newBuilder(failure)
                        .setDetails(Json.object(details).buffer())
                        .build(),
                retryAfter);
    }

    /** No answer, or not all of it. */
    static NodeOutcome connection(OutgoingRequest request, IOException problem) {
        return switch (problem) {
            case RefusedAddressException e ->
                NodeOutcome.failed("address-refused", String.valueOf(e.getMessage()), false);
            case SocketTimeoutException e -> timeout(request, String.valueOf(e.getMessage()));
            default -> NodeOutcome.failed("http-connection", request.describe() + ": " + problem, true);
        };
    }

    static NodeOutcome timeout(OutgoingRequest request, String reason) {
        return NodeOutcome.failed("timeout", request.describe() + ": " + reason, true);
    }

    static NodeOutcome redirect(OutgoingRequest request, String reason) {
        return NodeOutcome.failed("http-redirect", request.describe() + ": " + reason, false);
    }

    /** The answer is not what the node expects. */
    static NodeOutcome response(OutgoingRequest request, String reason) {
        return NodeOutcome.failed("http-response", request.describe() + ": " + reason, false);
    }

    static NodeOutcome tooLarge(OutgoingRequest request, long maxBytes) {
        return NodeOutcome.failed(
                "too-large", request.describe() + " answered more than " + maxBytes + " bytes", false);
    }
}
