package io.millrace.web;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Checks tokens signed with RS256 or ES256; Boot alone would take only RSA keys from a file and only RS256 by URI. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {
    @Bean
    @ConditionalOnProperty("spring.security.oauth2.resourceserver.jwt.public-key-location")
    JwtDecoder tokenDecoder(OAuth2ResourceServerProperties properties) throws IOException {
        var settings = properties.getJwt();
        JWK key = publicKey(settings.readPublicKey());
        // There is one key: whatever key id a token names, it is checked against that.
        var decoder = NimbusJwtDecoder.withJwkSource((selector, context) -> List.of(key))
                .jwsAlgorithm(key instanceof ECKey ? SignatureAlgorithm.ES256 : SignatureAlgorithm.RS256)
                .build();
        decoder.setJwtValidator(validator(settings));
        return decoder;
    }

    @Bean
    JwkSetUriJwtDecoderBuilderCustomizer bothAlgorithms() {
        return builder -> builder.jwsAlgorithms(algorithms -> {
            algorithms.add(SignatureAlgorithm.RS256);
            algorithms.add(SignatureAlgorithm.ES256);
        });
    }

    private static OAuth2TokenValidator<Jwt> validator(OAuth2ResourceServerProperties.Jwt settings) {
        var validators = new ArrayList<OAuth2TokenValidator<Jwt>>();
        if (settings.getIssuerUri() != null) {
            validators.add(new JwtIssuerValidator(settings.getIssuerUri()));
        }
        for (String audience : settings.getAudiences()) {
            validators.add(new JwtAudienceValidator(audience));
        }
        return validators.isEmpty()
                ? JwtValidators.createDefault()
                : JwtValidators.createDefaultWithValidators(validators);
    }

    private static JWK publicKey(String pem) {
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
                throw new IllegalStateException(
                        "spring.security.oauth2.resourceserver.jwt.public-key-location holds neither an RSA nor a"
                                + " P-256 public key in PEM form",
                        e);
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }
}
