package io.millrace.recorder.record;

import org.springframework.core.NestedExceptionUtils;

/**
 * At least one of the records can never be written: a value that the database refuses, or one that cannot be folded.
 */
public final class UnwritableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnwritableException(RuntimeException cause) {
        // What the database says, without the statement that it says it of.
        super(String.valueOf(NestedExceptionUtils.getMostSpecificCause(cause).getMessage()), cause);
    }
}
