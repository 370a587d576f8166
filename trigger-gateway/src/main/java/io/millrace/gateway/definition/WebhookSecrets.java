package io.millrace.gateway.definition;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes ids that nobody can guess: 160 random bits, safe in URLs. */
final class WebhookSecrets {
    private static final int BYTES = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookSecrets() {}

    static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
