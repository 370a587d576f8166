package io.millrace.gateway.answer;

import io.millrace.schemas.workflow.Node;
import java.time.Duration;

/**
 * When a webhook's caller is answered, as its node says.
 *
 * @param timeout how long the caller is held at most; then the answer is the execution's id
 */
public record Respond(When when, Duration timeout) {
    /** What the caller waits for. */
    public enum When {
        IMMEDIATELY,
        WHEN_FINISHED,
        RESPOND_NODE
    }

    private static final String DEFAULT_TIMEOUT = "PT30S";

    /** From the parameters of a webhook that was published. */
    public static Respond of(Node webhook) {
        When when =
                switch (webhook.text("respond", "immediately")) {
                    case "whenFinished" -> When.WHEN_FINISHED;
                    case "respondNode" -> When.RESPOND_NODE;
                    default -> When.IMMEDIATELY;
                };
        return new Respond(when, Duration.parse(webhook.text("responseTimeout", DEFAULT_TIMEOUT)));
    }
}
