package io.millrace.gateway;

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

/** Users whose tokens the gateways of this JVM's tests take. */
final class Users {
    private static final KeyPair KEYS = keys();
    static final Path PUBLIC_KEY = publicKey();

    private Users() {}

    static String token(String user) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String claims =
                "{\"sub\":\"%s\",\"exp\":%d}".formatted(user, Instant.now().getEpochSecond() + 3600);
        String signed = base64.encodeToString("{\"alg\":\"RS256\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(KEYS.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path publicKey() {
        try {
            Path file = Files.createTempFile("millrace", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file,
                    "-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(KEYS.getPublic().getEncoded())
                            + "\n-----END PUBLIC KEY-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
