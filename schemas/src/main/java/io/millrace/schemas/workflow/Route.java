package io.millrace.schemas.workflow;

import java.util.Map;
import java.util.SequencedSet;

/** Where a request to a workflow's webhook address leads. */
public sealed interface Route {

    /**
     * A webhook of the live version takes it.
     *
     * @param params what the path's {@code :name} segments took
     */
    record Matched(WorkflowState workflow, PublishedVersion version, String nodeId, Map<String, String> params)
            implements Route {}

    /** The path is known, but not with this method. */
    record MethodNotAllowed(SequencedSet<String> allowed) implements Route {}

    /** The workflow has no live version. */
    record Inactive(WorkflowState workflow) implements Route {}

    /** No such workflow, or no such path in its live version. */
    record NotFound() implements Route {}
}
