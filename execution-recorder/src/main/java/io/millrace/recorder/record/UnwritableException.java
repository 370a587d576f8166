package io.millrace.recorder.record;

/**
 * At least one of the records can never be written: a value that the database refuses, or one that cannot be folded.
 */
public final class UnwritableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnwritableException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
