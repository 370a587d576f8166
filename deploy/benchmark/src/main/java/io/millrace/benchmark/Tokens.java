package io.millrace.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** Signs users' tokens, and gives the service the key to check them. */
public final class Tokens {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;
    private final Path publicKey;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /** Makes a key pair, and writes the public one into the folder. */
    public Tokens(Path folder) throws GeneralSecurityException, IOException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        publicKey = folder.resolve("public.pem");
        String encoded = Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded());
        Files.writeString(publicKey, "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n");
    }

    /** In the form that Spring's {@code public-key-location} takes. */
    public Path publicKey() {
        return publicKey;
    }

    /** Good for a day; made once for each user, as signing takes a while. */
    public String of(String user) {
        return known.computeIfAbsent(user, unknown -> {
            try {
                return signed(unknown);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String signed(String user) throws GeneralSecurityException {
        long expires = Instant.now().plusSeconds(86_400).getEpochSecond();
        String signed = part(Map.of("alg", "RS256")) + "." + part(Map.of("sub", user, "exp", expires));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + BASE64.encodeToString(signature.sign());
    }

    private static String part(Map<String, Object> values) {
        return BASE64.encodeToString(new JsonMapper().writeValueAsBytes(values));
    }
}
