package io.millrace.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A key pair and the tokens that it signs, made with nothing but the JDK. */
public final class Tokens {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;

    /** Makes a new key pair. */
    public Tokens() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the public key in the form that Spring's {@code public-key-location} takes. */
    public Path writePublicKey(Path file) {
        String encoded = Base64.getMimeEncoder(64, "\n".getBytes(UTF_8))
                .encodeToString(keys.getPublic().getEncoded());
        try {
            return Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A token for that user, good for a day. */
    public String token(String user) {
        String signed = part(Map.of("alg", "RS256", "typ", "JWT"))
                + "."
                + part(Map.of(
                        "sub", user, "exp", Instant.now().plusSeconds(86_400).getEpochSecond()));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(Map<String, Object> values) {
        return URL.encodeToString(JSON.writeValueAsBytes(values));
    }
}
