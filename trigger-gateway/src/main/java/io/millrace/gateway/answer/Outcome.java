package io.millrace.gateway.answer;

import io.millrace.gateway.body.RawJson;
import io.millrace.schemas.event.ExecutionStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a caller that waits is told of its execution. */
public sealed interface Outcome {
    /**
     * What a {@code respond} node gave.
     *
     * @param headers by name: texts, numbers, truths
     */
    record Responded(int status, Map<String, Object> headers, RawJson body) implements Outcome {}

    /**
     * The execution succeeded without such a node.
     *
     * @param output JSON; absent where there is none
     */
    record Succeeded(@Nullable RawJson output) implements Outcome {}

    /** The execution ended otherwise; why is for its owner to see. */
    record Ended(ExecutionStatus status) implements Outcome {}
}
