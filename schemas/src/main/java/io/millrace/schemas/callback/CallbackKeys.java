package io.millrace.schemas.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs callback tokens and checks them: the first key signs, all verify, so that keys can be changed while callbacks
 * are out. Thread-safe.
 *
 * <p>A token is, in base64url without padding, what {@link TokenContent} writes, followed by the first 128 bits of its
 * HMAC-SHA256.
 */
public final class CallbackKeys {
    /** How many bytes a key has at least. */
    public static final int MIN_KEY_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int TAG_BYTES = 16;
    private static final int MAX_TEXT_LENGTH = 16 * 1024;

    private final List<SecretKeySpec> keys;

    private CallbackKeys(List<SecretKeySpec> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * The keys as settings hold them.
     *
     * @param encoded each in base64; none at all means that nothing can be signed and nothing verifies
     * @throws IllegalArgumentException if one is not base64 or shorter than {@value #MIN_KEY_BYTES} bytes, without
     *     repeating it
     */
    public static CallbackKeys ofBase64(List<String> encoded) {
        return new CallbackKeys(IntStream.range(0, encoded.size())
                .mapToObj(i -> key(i, encoded.get(i)))
                .toList());
    }

    /** Whether there is no key, so that there are no callbacks. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * The token as text that is safe in URLs; the same for the same token and key.
     *
     * @throws IllegalStateException if there is no key
     */
    public String sign(CallbackToken token) {
        if (keys.isEmpty()) {
            throw new IllegalStateException("there is no key to sign callbacks with");
        }
        byte[] content = TokenContent.write(token);
        byte[] signed = ByteBuffer.allocate(content.length + TAG_BYTES)
                .put(content)
                .put(tag(keys.getFirst(), content))
                .array();
        return encode(signed);
    }

    /** The token that one of the keys signed; empty for anything else. */
    public Optional<CallbackToken> verify(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            return Optional.empty();
        }
        byte[] signed;
        try {
            signed = Base64.getUrlDecoder().decode(text.getBytes(UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // One token has one text: base64 alone would take several for the same bytes.
        if (signed.length < TAG_BYTES || !encode(signed).equals(text)) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(signed, signed.length - TAG_BYTES);
        byte[] tag = Arrays.copyOfRange(signed, content.length, signed.length);
        return isSigned(content, tag) ? TokenContent.read(content) : Optional.empty();
    }

    private boolean isSigned(byte[] content, byte[] tag) {
        boolean found = false;
        for (SecretKeySpec key : keys) {
            found |= MessageDigest.isEqual(tag(key, content), tag);
        }
        return found;
    }

    private static byte[] tag(SecretKeySpec key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(content), TAG_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static SecretKeySpec key(int index, String encoded) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(encoded.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("callback key " + index + " is not base64", e);
        }
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException("callback key " + index + " has " + key.length + " bytes, fewer than "
                    + MIN_KEY_BYTES + "; `openssl rand -base64 32` makes one");
        }
        return new SecretKeySpec(key, ALGORITHM);
    }
}
