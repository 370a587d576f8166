package io.millrace.worker.node.type.code;

import io.millrace.worker.node.type.code.child.Reply;
import java.nio.ByteBuffer;
import java.time.Duration;

/** How a run of a script ended. */
sealed interface Ending {

    /** It returned this, UTF-8; what a child says is checked before it is believed. */
    record Returned(ByteBuffer json) implements Ending {}

    /** It did not return, or nothing of use. */
    record Failed(Reply.Failed reply) implements Ending {}

    /** It did not end in time. */
    record TimedOut(Duration timeout) implements Ending {}

    /** It took more memory than there is. */
    record OutOfMemory() implements Ending {}

    /** The child ended, for a reason of its own or because it said what no child says. */
    record Crashed(String reason) implements Ending {}

    /** The child ended without a word of the script, and was not new: it is likely to have ended before. */
    record NotBegun() implements Ending {}

    /** Whether nothing of the run is left in the child. */
    default boolean leavesChildClean() {
        return switch (this) {
            case Returned returned -> true;
            case Failed(Reply.Failed reply) -> reply.kind() != Reply.Kind.TOO_DEEP;
            case TimedOut timedOut -> false;
            case OutOfMemory outOfMemory -> false;
            case Crashed crashed -> false;
            case NotBegun notBegun -> false;
        };
    }
}
