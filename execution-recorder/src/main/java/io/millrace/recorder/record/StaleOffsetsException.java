package io.millrace.recorder.record;

/** The offsets in the table are not those that were read from: somebody else has folded these partitions meanwhile. */
final class StaleOffsetsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleOffsetsException(String message) {
        super(message);
    }
}
