package io.millrace.worker.node;

/** When a node with several incoming connections runs. */
public enum Join {
    /** When every connection is delivered or known not to be taken, and at least one is delivered. */
    AT_LEAST_ONE,
    /** When every connection is delivered; skipped as soon as one is known not to be taken. */
    ALL,
    /** At the first delivery; later ones change nothing. */
    ANY,
    /**
     * At the first delivery that is not the {@code {"error": …}} of a node that failed and was told to continue; if all
     * are, when every connection is resolved.
     */
    FIRST_SUCCESSFUL
}
