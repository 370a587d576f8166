package io.millrace.gateway.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.ResourceRetriever;
import io.millrace.web.PublicKeys;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Makes what checks tokens. Key sets are fetched when they are first needed, kept for some minutes, asked for again at
 * most every so often, and good for longer where their server is away. Thread-safe.
 */
final class TokenDecoders {
    /**
     * Whom a webhook trusts: the holder of a public key, or of one of a published set.
     *
     * @param jwksUrl where the set is
     * @param publicKey in PEM form
     */
    record Trust(
            Optional<String> issuer, Optional<String> audience, Optional<String> jwksUrl, Optional<String> publicKey) {}

    private static final int MAX_KEY_SETS = 500;
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Duration CACHED = Duration.ofMinutes(5);
    private static final Duration OUTAGE = Duration.ofHours(1);
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

    /** Never one with a shared secret, for what is published would be the secret. */
    private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(SignatureAlgorithm.values());

    private final ResourceRetriever retriever;
    private final long fetchTimeout;
    private final SequencedMap<String, JWKSource<SecurityContext>> keySets = new LinkedHashMap<>(16, 0.75f, true);

    /** With how long fetching a key set may take. */
    TokenDecoders(ResourceRetriever retriever, Duration fetchTimeout) {
        this.retriever = retriever;
        this.fetchTimeout = fetchTimeout.toMillis();
    }

    /**
     * The decoder that takes tokens of those it trusts, and none without an end.
     *
     * @throws IllegalArgumentException if the key or the URL cannot be read
     */
    JwtDecoder decoder(Trust trust) {
        var decoder = NimbusJwtDecoder.withJwkSource(keys(trust))
                .jwsAlgorithms(algorithms -> algorithms.addAll(ALGORITHMS))
                .build();
        var timestamps = new JwtTimestampValidator(SKEW);
        timestamps.setAllowEmptyExpiryClaim(false);
        var validators = new ArrayList<OAuth2TokenValidator<Jwt>>(List.of(timestamps));
        trust.issuer().ifPresent(issuer -> validators.add(new JwtIssuerValidator(issuer)));
        trust.audience().ifPresent(audience -> validators.add(new JwtAudienceValidator(audience)));
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators));
        return decoder;
    }

    private JWKSource<SecurityContext> keys(Trust trust) {
        if (trust.publicKey().isPresent()) {
            JWK key = PublicKeys.ofPem(trust.publicKey().get());
            // There is one key: whatever key id a token names, it is checked against that.
            return (selector, context) -> List.of(key);
        }
        return keySet(trust.jwksUrl()
                .orElseThrow(() -> new IllegalArgumentException("neither 'jwksUrl' nor 'publicKey' is there")));
    }

    private synchronized JWKSource<SecurityContext> keySet(String url) {
        var known = keySets.get(url);
        if (known != null) {
            return known;
        }
        if (keySets.size() >= MAX_KEY_SETS) {
            keySets.pollFirstEntry(); // the one that was not asked for the longest
        }
        JWKSource<SecurityContext> made = source(url);
        keySets.put(url, made);
        return made;
    }

    private JWKSource<SecurityContext> source(String url) {
        try {
            return JWKSourceBuilder.create(URI.create(url).toURL(), retriever)
                    .cache(CACHED.toMillis(), fetchTimeout)
                    .refreshAheadCache(false)
                    .rateLimited(MIN_INTERVAL.toMillis())
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("'" + url + "' is not a URL", e);
        }
    }
}
