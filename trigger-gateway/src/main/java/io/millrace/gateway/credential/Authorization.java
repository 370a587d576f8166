package io.millrace.gateway.credential;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.credential.CredentialBinding;
import io.millrace.schemas.credential.CredentialKeys;
import io.millrace.schemas.credential.UndecryptableCredentialException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A user's agreement under way: what has to be remembered until the OAuth server sends the user back. It travels as the
 * {@code state}, encrypted, so that any instance can go on with it and the PKCE verifier (RFC 7636) stays secret.
 *
 * @param version of the credential when it began; another one is not authorized by it
 * @param verifier what proves to the OAuth server that the code comes from whom it was made for
 * @param browser what the browser that began has in a cookie
 */
record Authorization(
        String owner,
        String subject,
        String credentialId,
        UUID version,
        String verifier,
        String browser,
        Instant until) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int MAX_STATE_LENGTH = 8 * 1024;
    private static final int KEY_ID_LENGTH = 8;
    private static final CredentialBinding BINDING =
            new CredentialBinding("", "", new UUID(0, 0), CredentialBinding.Content.AUTHORIZATION);

    /** A secret of 256 random bits. */
    static String newSecret() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    /** What the OAuth server is told of the verifier beforehand. */
    String challenge() {
        try {
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether it was begun in the browser that has this in its cookie. */
    boolean wasBegunIn(@Nullable String other) {
        return other != null && MessageDigest.isEqual(browser.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    String state(CredentialKeys keys) {
        ByteBuffer sealed = keys.encrypt(JSON.writeValueAsBytes(this), BINDING);
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        return keys.primaryId() + BASE64.encodeToString(bytes);
    }

    /** What a state holds; empty if it is none of ours or its time is over. */
    static Optional<Authorization> of(String state, CredentialKeys keys, Instant now) {
        if (state.length() <= KEY_ID_LENGTH || state.length() > MAX_STATE_LENGTH) {
            return Optional.empty();
        }
        try {
            byte[] sealed =
                    Base64.getUrlDecoder().decode(state.substring(KEY_ID_LENGTH).getBytes(UTF_8));
            JsonNode json =
                    JSON.readTree(keys.decrypt(ByteBuffer.wrap(sealed), state.substring(0, KEY_ID_LENGTH), BINDING));
            return Optional.of(JSON.treeToValue(json, Authorization.class))
                    .filter(authorization -> authorization.until().isAfter(now));
        } catch (IllegalArgumentException | UndecryptableCredentialException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Without its secrets: whatever is printed may be kept. */
    @Override
    public String toString() {
        return "Authorization[" + owner + ", " + credentialId + "]";
    }
}
