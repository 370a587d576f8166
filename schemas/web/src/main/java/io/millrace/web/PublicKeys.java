package io.millrace.web;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Reads the public keys that tokens are checked with. */
public final class PublicKeys {
    private PublicKeys() {}

    /**
     * An RSA or P-256 key in PEM form.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static JWK ofPem(String pem) {
        var encoded = new X509EncodedKeySpec(
                Base64.getMimeDecoder().decode(pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "")));
        try {
            return new RSAKey.Builder(
                            (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(encoded))
                    .build();
        } catch (InvalidKeySpecException notRsa) {
            try {
                var key = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(encoded);
                return new ECKey.Builder(Curve.P_256, key).build();
            } catch (InvalidKeySpecException | NoSuchAlgorithmException | IllegalStateException e) {
                throw new IllegalArgumentException("neither an RSA nor a P-256 public key in PEM form", e);
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }
}
