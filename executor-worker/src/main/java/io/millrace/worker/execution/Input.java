package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.worker.node.NodeOutcome;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What an execution is asked to take in. */
public sealed interface Input {

    /** Its trigger was accepted: it is to begin. */
    record Accepted() implements Input {}

    /** A limit holds it back: it is not to begin yet. */
    record Queued(String reason) implements Input {}

    /** A node that was under way when the execution's partition was taken over is to be run again. */
    record Restart(NodeKey key) implements Input {}

    /** It is to go on with whatever is ready. */
    record Resumed() implements Input {}

    /** Something in it has come due: it is to look what. */
    record Due() implements Input {}

    /**
     * A node that ran outside the decision came to its end.
     *
     * @param attempt the attempt that it belongs to; outcomes of any other are thrown away
     */
    record NodeEnded(NodeKey key, int attempt, NodeOutcome outcome, LogBuffer.Lines logged, Instant finishedAt)
            implements Input {}

    /**
     * A node that runs outside the decision logged something.
     *
     * @param attempt the attempt that it belongs to; lines of any other are thrown away
     */
    record NodeLogged(NodeKey key, int attempt, LogBuffer.Lines logged) implements Input {}

    /** Somebody wants it to end. */
    record Cancel(String requestedBy) implements Input {}

    /**
     * A callback came for a wait, which perhaps has not begun yet, or is over.
     *
     * @param body what the wait ends with; absent if it ends with an error
     */
    record Callback(NodeKey key, UUID callbackId, Optional<Json> body, Optional<Failure> error) implements Input {}

    /**
     * An execution that this one started came to its end.
     *
     * @param outcome what that makes of the node that started it
     */
    record ChildEnded(NodeKey key, UUID childId, NodeOutcome outcome) implements Input {}
}
