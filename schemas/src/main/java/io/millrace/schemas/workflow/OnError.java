package io.millrace.schemas.workflow;

/** What happens to the execution when a node fails after its last attempt. */
public enum OnError {
    /** The execution fails. */
    FAIL,
    /** The execution goes on with the output {@code {"error": …}} and ends partial. */
    CONTINUE,
    /** The execution goes on through the node's {@code error} output: the failure is handled. */
    OUTPUT
}
