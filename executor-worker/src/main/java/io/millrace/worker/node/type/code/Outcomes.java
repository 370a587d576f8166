package io.millrace.worker.node.type.code;

import io.millrace.expression.Json;
import io.millrace.expression.JsonException;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.workflow.Node;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.type.code.child.Reply;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of the runs of scripts. Only a process that ended for no reason of the script's is worth another try.
 */
final class Outcomes {

    private Outcomes() {}

    static NodeOutcome of(Ending ending, Node node, CodeSettings settings) {
        return switch (ending) {
            case Ending.Returned(ByteBuffer json) -> returned(json, node);
            case Ending.Failed(Reply.Failed reply) ->
                failed(node, type(reply.kind()), reply.message(), false, details(reply));
            case Ending.TimedOut(var timeout) ->
                failed(node, "timeout", "the script did not end within " + timeout, false, Optional.empty());
            case Ending.OutOfMemory() ->
                failed(
                        node,
                        "code-crashed",
                        "the script took more than the " + settings.heap() + " of memory that it may",
                        false,
                        Optional.empty());
            case Ending.NotBegun() -> of(new Ending.Crashed("its process had ended"), node, settings);
            case Ending.Crashed(String reason) ->
                failed(node, "code-crashed", "the script could not be run: " + reason, true, Optional.empty());
        };
    }

    private static NodeOutcome returned(ByteBuffer json, Node node) {
        try {
            return NodeOutcome.completed(Json.parse(Json.encoded(json).bytes()));
        } catch (JsonException e) {
            return failed(
                    node,
                    "code-output",
                    "the script returned what is not accepted: " + e.getMessage(),
                    false,
                    Optional.empty());
        }
    }

    private static String type(Reply.Kind kind) {
        return switch (kind) {
            case SYNTAX, THROWN, TOO_DEEP -> "code";
            case NOT_JSON -> "code-output";
            case TOO_LARGE -> "too-large";
        };
    }

    private static Optional<Json> details(Reply.Failed reply) {
        if (reply.line() <= 0) {
            return Optional.empty();
        }
        Map<String, Json> place = new LinkedHashMap<>();
        place.put("line", Json.of(reply.line()));
        place.put("column", Json.of(reply.column()));
        return Optional.of(Json.object(place));
    }

    private static NodeOutcome failed(
            Node node, String type, String message, boolean retryable, Optional<Json> details) {
        return new NodeOutcome.Failed(Failure.newBuilder()
                .setType(type)
                .setMessage(message)
                .setNodeId(node.id())
                .setRetryable(retryable)
                .setDetails(details.map(Json::buffer).orElse(null))
                .build());
    }
}
