package io.millrace.schemas.oauth;

/** The OAuth server gives no token; asking again would end the same way. */
public final class TokenRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String error;

    TokenRefusedException(String message) {
        this(message, "");
    }

    /** @param error the code that the server gave, RFC 6749, 5.2; empty if it gave none */
    TokenRefusedException(String message, String error) {
        super(message);
        this.error = error;
    }

    /** Whether what the token was asked for with is used up, has ended or was taken back. */
    public boolean isForTheGrant() {
        return error.equals("invalid_grant");
    }
}
