package io.millrace.schemas.credential;

/** A ciphertext cannot be decrypted: its key is not among the configured ones, or it belongs to something else. */
public final class UndecryptableCredentialException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecryptableCredentialException(String message, Throwable cause) {
        super(message, cause);
    }

    UndecryptableCredentialException(String message) {
        super(message);
    }
}
