package io.millrace.schemas.workflow;

import java.util.List;

/** What came of reading a definition: a workflow, or everything that is wrong with it. */
public sealed interface ParseResult {

    /** The definition is sound and the engine honours all of it. */
    record Valid(Workflow workflow) implements ParseResult {}

    /**
     * The definition is refused.
     *
     * @param problems all that was found, in the order of the checks; at least one, at most {@value #MAX_PROBLEMS}
     */
    record Invalid(List<Problem> problems) implements ParseResult {

        /** More problems than these help nobody. */
        public static final int MAX_PROBLEMS = 100;

        public Invalid {
            problems = problems.stream().distinct().limit(MAX_PROBLEMS).toList();
        }
    }
}
