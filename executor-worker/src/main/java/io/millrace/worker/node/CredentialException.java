package io.millrace.worker.node;

import io.millrace.schemas.event.Failure;

/** A credential that a node needs cannot be used; names the parameter that names it. */
public final class CredentialException extends RuntimeException {
    /** The type of failures that come from credentials. */
    public static final String TYPE = "credential";

    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final boolean retryable;

    private CredentialException(String message, String parameter, boolean retryable) {
        super(message, null, false, false);
        this.parameter = parameter;
        this.retryable = retryable;
    }

    /** Trying again would end the same way. */
    public static CredentialException unusable(String message, String parameter) {
        return new CredentialException(message, parameter, false);
    }

    /** It may be of use later. */
    public static CredentialException unusableNow(String message, String parameter) {
        return new CredentialException(message, parameter, true);
    }

    /** Whether it may be of use later. */
    public boolean retryable() {
        return retryable;
    }

    /** The failure of the node whose parameter it is. */
    public Failure failure(String nodeId) {
        return Failure.newBuilder()
                .setType(TYPE)
                .setMessage(String.valueOf(getMessage()))
                .setRetryable(retryable)
                .setNodeId(nodeId)
                .setParameter("/" + parameter)
                .build();
    }
}
