package io.millrace.recorder.fold;

import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Trigger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What some records of one execution come to. Merging gives the same whatever order the topics are read in: the record
 * with the higher sequence says the status, and a terminal status is final.
 *
 * @param context of the record that says the status
 * @param trigger why it runs, once a record with it was seen
 * @param startedAt when it began, once that was seen
 * @param end how it ended, once it has
 */
public record ExecutionChange(
        EventContext context,
        @Nullable Trigger trigger,
        @Nullable Instant startedAt,
        @Nullable ExecutionFinished end) {

    static ExecutionChange of(EventContext context) {
        return new ExecutionChange(context, null, null, null);
    }

    static ExecutionChange triggered(EventContext context, @Nullable Trigger trigger) {
        return new ExecutionChange(context, trigger, null, null);
    }

    static ExecutionChange started(EventContext context, @Nullable Trigger trigger) {
        return new ExecutionChange(context, trigger, context.getTime(), null);
    }

    static ExecutionChange finished(ExecutionFinished end) {
        return new ExecutionChange(end.getContext(), null, end.getStartedAt().orElse(null), end);
    }

    /** When it ended, if it has. */
    public @Nullable Instant finishedAt() {
        return end == null ? null : end.getContext().getTime();
    }

    ExecutionChange merge(ExecutionChange later) {
        return new ExecutionChange(
                later.outranks(this) ? later.context : context,
                // Of two triggers of one id the first in the log is the execution's.
                trigger != null ? trigger : later.trigger,
                startedAt != null ? startedAt : later.startedAt,
                end != null ? end : later.end);
    }

    private boolean outranks(ExecutionChange other) {
        boolean terminal = isTerminal(context.getStatus());
        return terminal == isTerminal(other.context.getStatus())
                ? !terminal && context.getSequence() > other.context.getSequence()
                : terminal;
    }

    private static boolean isTerminal(ExecutionStatus status) {
        return switch (status) {
            case QUEUED, RUNNING, WAITING -> false;
            case SUCCESS, FAILED, PARTIAL, CANCELLED, TIMED_OUT -> true;
        };
    }
}
