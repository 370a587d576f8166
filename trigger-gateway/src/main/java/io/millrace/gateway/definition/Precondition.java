package io.millrace.gateway.definition;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to hold for the workflow before it is changed: {@code If-Match} and {@code If-None-Match} of RFC
 * 9110, the workflow's revision being its entity tag.
 */
record Precondition(Optional<List<String>> match, Optional<List<String>> noneMatch) {
    private static final String ANY = "*";
    private static final Pattern TAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7E]*\"");

    /**
     * Reads both headers.
     *
     * @throws ProblemException if one is malformed
     */
    static Precondition of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        return new Precondition(tags("If-Match", ifMatch), tags("If-None-Match", ifNoneMatch));
    }

    /** The workflow's entity tag. */
    static String tag(WorkflowState state) {
        return "\"" + state.revision() + "\"";
    }

    /** Whether there is anything that must hold. */
    boolean isPresent() {
        return match.isPresent() || noneMatch.isPresent();
    }

    /** Whether it holds for the workflow; a deleted one is none. */
    boolean holds(Optional<WorkflowState> existing) {
        Optional<String> tag = existing.map(Precondition::tag);
        return match.map(tags -> names(tags, tag)).orElse(true)
                && noneMatch.map(tags -> !names(tags, tag)).orElse(true);
    }

    static ProblemException failed() {
        return new ProblemException(
                ProblemType.PRECONDITION_FAILED, "the workflow is not in the state that the request's headers name");
    }

    private static boolean names(List<String> tags, Optional<String> tag) {
        return tag.isPresent() && (tags.contains(ANY) || tags.contains(tag.get()));
    }

    private static Optional<List<String>> tags(String header, @Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        List<String> tags =
                Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        if (!tags.equals(List.of(ANY)) && !tags.stream().allMatch(TAG.asMatchPredicate())) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, header + " is neither * nor a list of entity tags");
        }
        return Optional.of(tags);
    }
}
