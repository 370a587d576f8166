package io.millrace.recorder.query;

import io.millrace.recorder.json.PlainText;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.web.ProblemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which executions a list shows; what is absent is not asked for.
 *
 * @param statuses any of these; all if empty
 * @param labels all of these
 * @param words what the error says, in the form of web searches
 * @param from inclusive, of {@code createdAt}
 * @param to exclusive
 */
record Filter(
        @Nullable String workflowId,
        List<String> statuses,
        @Nullable String kind,
        @Nullable Boolean test,
        @Nullable String startedBy,
        List<Label> labels,
        @Nullable String words,
        @Nullable Instant from,
        @Nullable Instant to) {
    /** As the database numbers them. */
    static final List<String> KINDS = List.of("webhook", "manual", "schedule", "subWorkflow", "rerun", "failure");

    private static final int MAX_LABELS = 8;
    private static final int MAX_WORDS = 500;
    private static final Set<String> STATUSES = Arrays.stream(ExecutionStatus.values())
            .map(status -> status.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    /** A name that an execution must have this value for. */
    record Label(String name, String value) {
        static Label of(String text) {
            int colon = text.indexOf(':');
            if (colon < 1) {
                throw ProblemException.invalidQuery("label", "it must be a name, a colon and a value");
            }
            return new Label(PlainText.of(text.substring(0, colon)), PlainText.of(text.substring(colon + 1)));
        }
    }

    Filter {
        // As it was written; a text with a NUL was escaped then.
        workflowId = PlainText.ofNullable(workflowId);
        startedBy = PlainText.ofNullable(startedBy);
        words = PlainText.ofNullable(words);
        statuses = List.copyOf(statuses);
        labels = List.copyOf(labels);
    }

    /** Whether it asks for what few executions are: they have indexes of their own. */
    boolean isRare() {
        return startedBy != null || Boolean.TRUE.equals(test) || (kind != null && !kind.equals(KINDS.getFirst()));
    }

    /**
     * The same filter.
     *
     * @throws ProblemException if a value can never be one of an execution
     */
    Filter checked() {
        statuses.forEach(status -> Answers.requireOneOf(STATUSES, "status", status));
        if (kind != null) {
            Answers.requireOneOf(Set.copyOf(KINDS), "kind", kind);
        }
        if (labels.size() > MAX_LABELS) {
            throw ProblemException.invalidQuery("label", "there may be " + MAX_LABELS + " of them");
        }
        if (words != null && words.length() > MAX_WORDS) {
            throw ProblemException.invalidQuery("q", "it may have " + MAX_WORDS + " characters");
        }
        return this;
    }

    /** Absent where no kind is asked for. */
    @Nullable
    Integer kindNumber() {
        return kind == null ? null : KINDS.indexOf(kind);
    }
}
