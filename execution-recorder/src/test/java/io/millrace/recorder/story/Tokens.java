package io.millrace.recorder.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/** Tokens of users, and the key that a service checks them with. */
public final class Tokens {
    private static final KeyPair KEYS = keys();

    private Tokens() {}

    /** A file with the public key in PEM form. */
    public static Path publicKey() {
        try {
            Path file = Files.createTempFile("recorder-test", ".pem");
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

    /** A user's token, good for an hour. */
    public static String of(String user) {
        return signed(user, "");
    }

    /** The same for one who may read all. */
    public static String ofAdmin(String user) {
        return signed(user, "\"scope\":\"other admin\",");
    }

    private static String signed(String user, String claims) {
        String content = encoded("{\"alg\":\"RS256\"}".getBytes(UTF_8)) + "."
                + encoded(("{" + claims + "\"sub\":\"" + user + "\",\"exp\":"
                                + Instant.now().plusSeconds(3600).getEpochSecond() + "}")
                        .getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(KEYS.getPrivate());
            signature.update(content.getBytes(UTF_8));
            return content + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
