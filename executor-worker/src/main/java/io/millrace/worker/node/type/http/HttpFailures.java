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

    private static final int MAX_MESSAGE = 1_000;

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
        return new NodeOutcome.Failed(
                failure(
                        "http-status",
                        request.describe() + " answered " + status,
                        retryable,
                        Optional.of(Json.object(details))),
                retryAfter);
    }

    /** No answer, or not all of it. */
    static NodeOutcome connection(OutgoingRequest request, IOException problem) {
        return switch (problem) {
            case RefusedAddressException e ->
                failed("address-refused", String.valueOf(e.getMessage()), false, Optional.empty());
            case SocketTimeoutException e -> timeout(request, String.valueOf(e.getMessage()));
            default -> failed("http-connection", request.describe() + ": " + problem, true, Optional.empty());
        };
    }

    static NodeOutcome timeout(OutgoingRequest request, String reason) {
        return failed("timeout", request.describe() + ": " + reason, true, Optional.empty());
    }

    static NodeOutcome redirect(OutgoingRequest request, String reason) {
        return failed("http-redirect", request.describe() + ": " + reason, false, Optional.empty());
    }

    /** The answer is not what the node expects. */
    static NodeOutcome response(OutgoingRequest request, String reason) {
        return failed("http-response", request.describe() + ": " + reason, false, Optional.empty());
    }

    static NodeOutcome tooLarge(OutgoingRequest request, long maxBytes) {
        return failed(
                "too-large",
                request.describe() + " answered more than " + maxBytes + " bytes",
                false,
                Optional.empty());
    }

    private static NodeOutcome failed(String type, String message, boolean retryable, Optional<Json> details) {
        return new NodeOutcome.Failed(failure(type, message, retryable, details));
    }

    private static Failure failure(String type, String message, boolean retryable, Optional<Json> details) {
        return Failure.newBuilder()
                .setType(type)
                .setMessage(message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE))
                .setRetryable(retryable)
                .setDetails(details.map(Json::buffer).orElse(null))
                .build();
    }
}
