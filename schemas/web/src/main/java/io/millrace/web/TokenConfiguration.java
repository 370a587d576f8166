package io.millrace.web;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.util.ArrayList;
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
        JWK key = key(settings.readPublicKey());
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

    private static JWK key(String pem) {
        try {
            return PublicKeys.ofPem(pem);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "spring.security.oauth2.resourceserver.jwt.public-key-location: " + e.getMessage(), e);
        }
    }
}
