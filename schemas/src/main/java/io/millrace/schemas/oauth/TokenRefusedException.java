package io.millrace.schemas.oauth;

/** The OAuth server gives no token; asking again would end the same way. */
public final class TokenRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    TokenRefusedException(String message) {
        super(message);
    }
}
