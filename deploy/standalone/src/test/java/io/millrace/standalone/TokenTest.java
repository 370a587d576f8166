package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {

    @TempDir
    private Path data;

    @Test
    void namesTheUserForThirtyDaysAndVerifiesWithThePublicKeyFile() throws Exception {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        TokenKeys keys = TokenKeys.in(data);
        SignedJWT token = SignedJWT.parse(Token.signed("alice", now, keys));
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("alice");
        assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(now.plus(Duration.ofDays(30)));
        assertThat(token.verify(new RSASSAVerifier(publicKey(keys.publicKeyFile()))))
                .isTrue();
    }

    @Test
    void theKeyPairIsMadeOnceAndItsPrivateHalfIsItsOwnersAlone() throws Exception {
        TokenKeys first = TokenKeys.in(data);
        Files.delete(first.publicKeyFile());
        TokenKeys second = TokenKeys.in(data);
        assertThat(second).isEqualTo(first);
        assertThat(second.secret("tickets"))
                .isEqualTo(first.secret("tickets"))
                .isNotEqualTo(first.secret("page cursors"))
                .hasSize(64);
        assertThat(first.publicKeyFile()).exists();
        Path privateFile = data.resolve("keys/token-private.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateFile)))
                .isEqualTo("rw-------");
        try (var files = Files.list(data.resolve("keys"))) {
            assertThat(files).hasSize(2);
        }
    }

    private static RSAPublicKey publicKey(Path pem) throws Exception {
        String base64 = Files.readString(pem).replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "");
        return (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }
}
