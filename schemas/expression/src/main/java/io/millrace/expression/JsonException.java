package io.millrace.expression;

/** Bytes are no JSON that is accepted here, or a value has no place in JSON; the message says why. */
public final class JsonException extends RuntimeException {

    JsonException(String message) {
        super(message);
    }

    JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
