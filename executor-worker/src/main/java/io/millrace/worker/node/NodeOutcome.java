package io.millrace.worker.node;

import io.millrace.expression.Json;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.workflow.NodeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How an attempt of a node ended, or what it came to that is still to end. */
public sealed interface NodeOutcome {

    /**
     * The node is done.
     *
     * @param outputName the output that it leaves by; one of its descriptor's
     * @param output what it hands on
     */
    record Completed(String outputName, Json output) implements NodeOutcome {}

    /**
     * The attempt failed; {@code failure.retryable} says whether another may end differently.
     *
     * @param retryAfter how long whoever was called asks to be left alone
     */
    record Failed(Failure failure, Optional<Duration> retryAfter) implements Asked {
        /** A failure whose next attempt, if there is one, comes when the node's own rules say so. */
        public Failed(Failure failure) {
            this(failure, Optional.empty());
        }
    }

    /**
     * The node waits.
     *
     * @param until when the wait ends by itself: done, or failed if it is for a callback
     * @param forCallback whether a callback ends it; what the callback brings is then the output
     */
    record Waits(Instant until, boolean forCallback) implements NodeOutcome {}

    /**
     * The node starts an execution of another workflow of the same owner.
     *
     * @param input the body of the other execution's trigger
     * @param waits whether the node is done only when that execution is, with its output
     */
    record Calls(String workflowId, Json input, boolean waits) implements Asked {}

    /**
     * A round of a node is over; the next one begins when there is an answer to each thing that it asks for.
     *
     * @param output what it says; all later rounds see it
     */
    record Asks(Json output, List<Asked> asked) implements NodeOutcome {
        public Asks {
            asked = List.copyOf(asked);
        }
    }

    /** What a round may ask for: another execution, which is waited for, or something that fails at once. */
    sealed interface Asked extends NodeOutcome permits Calls, Failed {}

    /** The node's body is run once for each of the items. */
    record Repeats(List<Json> items) implements NodeOutcome {
        public Repeats {
            items = List.copyOf(items);
        }
    }

    /** The longest message of a failure that a node type tells of, in characters; what is longer is cut. */
    int MAX_MESSAGE = 1_000;

    /** Failed; {@code retryable} says whether another attempt may end differently. */
    static Failed failed(String type, String message, boolean retryable) {
        return new Failed(Failure.newBuilder()
                .setType(type)
                .setMessage(message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE))
                .setRetryable(retryable)
                .build());
    }

    /** Done, leaving by {@code main}. */
    static Completed completed(Json output) {
        return new Completed(NodeType.MAIN, output);
    }
}
