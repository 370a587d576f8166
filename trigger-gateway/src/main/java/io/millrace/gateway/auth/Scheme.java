package io.millrace.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a sender signs.
 *
 * @param name in definitions and metrics
 * @param header that has the signature
 * @param syntax of that header
 * @param timestampHeader that has the time of signing, where the signature's own does not
 * @param timed whether there must be a time
 * @param content what is signed
 * @param key makes a key of a secret as it is stored
 */
record Scheme(
        String name,
        String header,
        SignatureHeader syntax,
        Optional<String> timestampHeader,
        boolean timed,
        SignedContent content,
        Function<String, SigningKey> key) {

    static final String SLACK = "slack";
    static final String META = "meta";
    static final String TWITTER = "twitter";

    private static final String SHA256 = "HmacSHA256";
    private static final String SECRET_PREFIX = "whsec_";
    private static final String PUBLIC_PREFIX = "whpk_";

    private static final Map<String, Scheme> KNOWN = Stream.of(
                    standard("standard-webhooks", "webhook-"),
                    standard("svix", "svix-"),
                    plain("github", "X-Hub-Signature-256", "sha256=", Encoding.HEX),
                    plain(META, "X-Hub-Signature-256", "sha256=", Encoding.HEX),
                    plain("shopify", "X-Shopify-Hmac-Sha256", "", Encoding.BASE64),
                    plain(TWITTER, "x-twitter-webhooks-signature", "sha256=", Encoding.BASE64),
                    new Scheme(
                            "stripe",
                            "Stripe-Signature",
                            SignatureHeader::timed,
                            Optional.empty(),
                            true,
                            SignedContent.of("{timestamp}.{body}"),
                            shared(SHA256, Encoding.HEX)),
                    new Scheme(
                            SLACK,
                            "X-Slack-Signature",
                            SignatureHeader.single("v0="),
                            Optional.of("X-Slack-Request-Timestamp"),
                            true,
                            SignedContent.of("v0:{timestamp}:{body}"),
                            shared(SHA256, Encoding.HEX)))
            .collect(Collectors.toUnmodifiableMap(Scheme::name, scheme -> scheme));

    /** The one of that name; the generic one has none. */
    static Optional<Scheme> named(String name) {
        return Optional.ofNullable(KNOWN.get(name));
    }

    private static Scheme plain(String name, String header, String prefix, Encoding encoding) {
        return new Scheme(
                name,
                header,
                SignatureHeader.single(prefix),
                Optional.empty(),
                false,
                SignedContent.of("{body}"),
                shared(SHA256, encoding));
    }

    private static Scheme standard(String name, String prefix) {
        return new Scheme(
                name,
                prefix + "signature",
                SignatureHeader::versioned,
                Optional.of(prefix + "timestamp"),
                true,
                SignedContent.of("{header:" + prefix + "id}.{timestamp}.{body}"),
                Scheme::standardKey);
    }

    /** Keys that are the secret's own characters. */
    private static Function<String, SigningKey> shared(String algorithm, Encoding encoding) {
        return secret -> SigningKey.Shared.of("", algorithm, encoding, secret.getBytes(UTF_8));
    }

    /** A public key never serves as a shared one: it is no secret. */
    private static SigningKey standardKey(String secret) {
        if (secret.startsWith(PUBLIC_PREFIX)) {
            return SigningKey.Ed25519.of(Encoding.BASE64.decode(secret.substring(PUBLIC_PREFIX.length())));
        }
        String encoded = secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret;
        return SigningKey.Shared.of("v1", SHA256, Encoding.BASE64, Encoding.BASE64.decode(encoded));
    }

    /** The keys that a credential holds. */
    List<SigningKey> keys(Secret secret) {
        return secret.secrets().stream().map(key).toList();
    }
}
