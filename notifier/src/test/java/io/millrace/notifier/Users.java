package io.millrace.notifier;

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
import tools.jackson.databind.json.JsonMapper;

/** Users with tokens, and the key by which the service knows them. */
final class Users {
    private final KeyPair keys;
    private final Path publicKey;

    Users(Path folder) throws GeneralSecurityException, IOException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        publicKey = folder.resolve("public.pem");
        String encoded = Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded());
        Files.writeString(publicKey, "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n");
    }

    Path publicKey() {
        return publicKey;
    }

    String token(String user) throws GeneralSecurityException {
        return token(user, Instant.now().plusSeconds(600));
    }

    String token(String user, Instant expires) throws GeneralSecurityException {
        String signed = part(Map.of("alg", "RS256")) + "." + part(Map.of("sub", user, "exp", expires.getEpochSecond()));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String part(Map<String, Object> values) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(new JsonMapper().writeValueAsBytes(values));
    }
}
