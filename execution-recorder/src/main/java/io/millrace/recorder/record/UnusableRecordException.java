package io.millrace.recorder.record;

/** A record means nothing to its consumer; it belongs into the dead-letter topic. */
public final class UnusableRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableRecordException(String reason) {
        super(reason);
    }

    UnusableRecordException(Exception cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
