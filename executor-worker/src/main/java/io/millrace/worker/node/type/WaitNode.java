package io.millrace.worker.node.type;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Waits for a duration or until a time and passes its input on, or waits for a callback and hands that on. */
@Component
final class WaitNode implements QuickNode {
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final Duration CALLBACK_EXPIRES = Duration.ofDays(30);

    @Override
    public String type() {
        return "wait";
    }

    @Override
    public NodeOutcome run(NodeCall call) {
        Instant startedAt = call.scope().time();
        Optional<Json> callback = call.parameters().find("callback");
        if (callback.isPresent()) {
            Duration expires = callback.get()
                    .member("expires")
                    .map(value -> duration(value, "callback"))
                    .orElse(CALLBACK_EXPIRES);
            return new NodeOutcome.Waits(startedAt.plus(expires), true);
        }
        Instant until = call.parameters().find("until").isPresent()
                ? time(call.parameters().require("until"))
                : startedAt.plus(duration(call.parameters().require("duration"), "duration"));
        return new NodeOutcome.Waits(until, false);
    }

    private static Duration duration(Json value, String parameter) {
        try {
            Duration duration = Duration.parse(value.text());
            if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeException e) {
            throw ExpressionException.unusable(
                    "'" + value.text() + "' is not an ISO 8601 duration such as PT30S", parameter);
        }
        throw ExpressionException.unusable(
                "'" + value.text() + "' is not a duration between zero and ten years", parameter);
    }

    private static Instant time(Json value) {
        try {
            return OffsetDateTime.parse(value.text()).toInstant();
        } catch (DateTimeException e) {
            throw ExpressionException.unusable(
                    "'" + value.text() + "' is not a time such as 2026-01-31T08:00:00Z", "until");
        }
    }
}
