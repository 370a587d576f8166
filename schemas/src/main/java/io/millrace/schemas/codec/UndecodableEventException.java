package io.millrace.schemas.codec;

/** Bytes that are no event of ours, or one whose schema is not known here. */
public final class UndecodableEventException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecodableEventException(String reason) {
        super(reason);
    }

    UndecodableEventException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
