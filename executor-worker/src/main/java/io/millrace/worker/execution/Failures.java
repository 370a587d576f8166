package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes failures and shows them to workflows. */
public final class Failures {
    /** The type of a failure that is nothing but a lack of time. */
    static final String TIMEOUT = "timeout";

    private static final int MAX_MESSAGE_LENGTH = 4096;

    private Failures() {}

    /** A failure that another attempt would not mend. */
    public static Failure of(String type, String message) {
        return Failure.newBuilder().setType(type).setMessage(bounded(message)).build();
    }

    static Failure of(String type, String message, NodeKey key) {
        return Failure.newBuilder(of(type, message)).setNodeId(key.nodeId()).build();
    }

    static Failure timeout(String message) {
        return of(TIMEOUT, message);
    }

    static Failure retryableTimeout(String message) {
        return Failure.newBuilder(timeout(message)).setRetryable(true).build();
    }

    /** The failure, with the node named if it names none. */
    static Failure named(Failure failure, NodeKey key) {
        return failure.getNodeId().isPresent()
                ? failure
                : Failure.newBuilder(failure).setNodeId(key.nodeId()).build();
    }

    /** Something here went wrong that should not have. */
    public static Failure internal(Throwable cause) {
        return of("internal", "the worker could not go on with this execution: " + cause);
    }

    static Failure tooLarge(String what, long bytes, long limit) {
        return of("too-large", "%s takes %,d bytes, more than the %,d allowed".formatted(what, bytes, limit));
    }

    /** What a node hands on in place of its output when it failed and the workflow goes on. */
    static Json asOutput(Failure failure) {
        Map<String, Json> error = new LinkedHashMap<>();
        error.put("type", Json.of(failure.getType()));
        error.put("message", Json.of(failure.getMessage()));
        failure.getNodeId().ifPresent(nodeId -> error.put("nodeId", Json.of(nodeId)));
        failure.getDetails().ifPresent(details -> error.put("details", Json.encoded(details)));
        return Json.object(Map.of("error", Json.object(error)));
    }

    private static String bounded(String message) {
        return message.length() <= MAX_MESSAGE_LENGTH ? message : message.substring(0, MAX_MESSAGE_LENGTH - 1) + "…";
    }
}
