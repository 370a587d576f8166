package io.millrace.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Signs tokens with nothing but the JDK, so that what checks them is not tested against itself. */
final class Tokens {
    private Tokens() {}

    static String sign(KeyPair keys, Map<String, Object> claims) throws Exception {
        boolean elliptic = keys.getPublic().getAlgorithm().equals("EC");
        var all = new HashMap<>(claims);
        all.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
        String signed = part(Map.of("alg", elliptic ? "ES256" : "RS256", "kid", "any")) + "." + part(all);
        var signature = Signature.getInstance(elliptic ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String part(Map<String, Object> values) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(new JsonMapper().writeValueAsBytes(values));
    }
}
