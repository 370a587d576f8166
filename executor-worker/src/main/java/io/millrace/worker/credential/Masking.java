package io.millrace.worker.credential;

import io.millrace.expression.Json;
import io.millrace.schemas.credential.Secrets;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.node.NodeOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Masks secrets in whatever a node ends with; what has none stays the very same, byte for byte. */
@SuppressWarnings("ReferenceEquality") // the very same value is what says that nothing was masked
final class Masking {
    private Masking() {}

    static NodeOutcome mask(NodeOutcome outcome, Secrets secrets) {
        if (secrets.isEmpty()) {
            return outcome;
        }
        return switch (outcome) {
            case NodeOutcome.Completed(String name, Json output) ->
                new NodeOutcome.Completed(name, mask(output, secrets));
            case NodeOutcome.Waits waits -> waits;
            case NodeOutcome.Asked asked -> mask(asked, secrets);
            case NodeOutcome.Asks(Json output, List<NodeOutcome.Asked> asked) ->
                new NodeOutcome.Asks(
                        mask(output, secrets),
                        asked.stream().map(one -> mask(one, secrets)).toList());
            case NodeOutcome.Repeats(List<Json> items) ->
                new NodeOutcome.Repeats(
                        items.stream().map(item -> mask(item, secrets)).toList());
        };
    }

    private static NodeOutcome.Asked mask(NodeOutcome.Asked asked, Secrets secrets) {
        return switch (asked) {
            case NodeOutcome.Failed(Failure failure, var retryAfter) ->
                new NodeOutcome.Failed(mask(failure, secrets), retryAfter);
            case NodeOutcome.Calls(String workflowId, Json input, boolean waits) ->
                new NodeOutcome.Calls(workflowId, mask(input, secrets), waits);
        };
    }

    static Failure mask(Failure failure, Secrets secrets) {
        return Failure.newBuilder(failure)
                .setMessage(secrets.mask(failure.getMessage()))
                .setDetails(failure.getDetails()
                        .map(details -> mask(Json.encoded(details), secrets).buffer())
                        .orElse(null))
                .build();
    }

    static Json mask(Json value, Secrets secrets) {
        if (value.isString()) {
            String text = value.text();
            String masked = secrets.mask(text);
            return masked.equals(text) ? value : Json.of(masked);
        }
        return value.isObject() ? object(value, secrets) : array(value, secrets);
    }

    private static Json object(Json value, Secrets secrets) {
        Map<String, Json> masked = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<String, Json> member : value.members().entrySet()) {
            String name = secrets.mask(member.getKey());
            Json inner = mask(member.getValue(), secrets);
            changed |= inner != member.getValue() || !name.equals(member.getKey());
            masked.put(name, inner);
        }
        return changed ? Json.object(masked) : value;
    }

    private static Json array(Json value, Secrets secrets) {
        List<Json> items = value.items();
        if (items.size() == 1 && items.getFirst() == value) {
            return value; // a number, a boolean or null
        }
        List<Json> masked = new ArrayList<>();
        boolean changed = false;
        for (Json item : items) {
            Json inner = mask(item, secrets);
            changed |= inner != item;
            masked.add(inner);
        }
        return changed ? Json.array(masked) : value;
    }
}
