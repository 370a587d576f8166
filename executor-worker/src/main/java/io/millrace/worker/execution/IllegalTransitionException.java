package io.millrace.worker.execution;

/** An event that cannot follow an execution's state: a bug here or a damaged log. */
public final class IllegalTransitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IllegalTransitionException(String message) {
        super(message);
    }
}
