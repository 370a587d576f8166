package io.millrace.recorder.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.recorder.RecorderSettings;
import io.millrace.web.ProblemException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Page cursors: what a list goes on with, signed so that only what was handed out comes back. Thread-safe. */
@Component
final class SignedCursors {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_LENGTH = 16;

    private final JsonMapper json = new JsonMapper();
    private final SecretKeySpec key;

    SignedCursors(RecorderSettings settings) {
        String secret = settings.query().cursorKey();
        this.key = new SecretKeySpec(secret == null ? random() : secret.getBytes(UTF_8), ALGORITHM);
    }

    /** The cursor that {@link #read} makes an equal record from. */
    String write(Record content) {
        byte[] body = json.writeValueAsBytes(content);
        byte[] signature = signature(content.getClass(), body);
        byte[] cursor = Arrays.copyOf(signature, signature.length + body.length);
        System.arraycopy(body, 0, cursor, signature.length, body.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /**
     * What a cursor holds.
     *
     * @throws ProblemException if it is not one that was written here for this type
     */
    <T extends Record> T read(String cursor, Class<T> type) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length > SIGNATURE_LENGTH) {
                byte[] body = Arrays.copyOfRange(bytes, SIGNATURE_LENGTH, bytes.length);
                if (MessageDigest.isEqual(signature(type, body), Arrays.copyOf(bytes, SIGNATURE_LENGTH))) {
                    return json.readValue(body, type);
                }
            }
        } catch (IllegalArgumentException | JacksonException e) {
            throw refused();
        }
        throw refused();
    }

    private static ProblemException refused() {
        return ProblemException.invalidQuery(
                "cursor", "it is not one of this list's, or no longer: begin again without it");
    }

    private byte[] signature(Class<?> type, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(type.getSimpleName().getBytes(UTF_8));
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(body), SIGNATURE_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] random() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return secret;
    }
}
