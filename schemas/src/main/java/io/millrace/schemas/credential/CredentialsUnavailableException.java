package io.millrace.schemas.credential;

import org.jspecify.annotations.Nullable;

/** Whether a change of credentials took effect is not known: the log did not answer in time. */
public final class CredentialsUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    CredentialsUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
