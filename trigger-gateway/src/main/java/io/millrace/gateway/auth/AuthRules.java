package io.millrace.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Reads a webhook's {@code auth}, which was checked when it was published. */
final class AuthRules {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final TokenDecoders tokens;

    AuthRules(TokenDecoders tokens) {
        this.tokens = tokens;
    }

    /**
     * The rules, none for a webhook that anybody may call.
     *
     * @throws IllegalArgumentException if one cannot be read
     */
    List<Rule> of(JsonNode auth) {
        return auth.valueStream().map(this::rule).toList();
    }

    private Rule rule(JsonNode rule) {
        String type = rule.path("type").stringValue("");
        String credential = rule.path("credential").stringValue("");
        return switch (type) {
            case "header" -> new HeaderRule(rule.path("header").stringValue(), credential);
            case "basic" -> new BasicRule(credential);
            case "jwt" ->
                new JwtRule(tokens.decoder(new TokenDecoders.Trust(
                        rule.path("issuer").stringValueOpt(),
                        rule.path("audience").stringValueOpt(),
                        rule.path("jwksUrl").stringValueOpt(),
                        rule.path("publicKey").stringValueOpt())));
            case "hmac" ->
                new HmacRule(
                        Scheme.named(rule.path("scheme").stringValue("")).orElseGet(() -> generic(rule)),
                        rule.path("tolerance")
                                .stringValueOpt()
                                .map(Duration::parse)
                                .orElse(TOLERANCE),
                        credential);
            default -> throw new IllegalArgumentException("there is no authentication of type '" + type + "'");
        };
    }

    private static Scheme generic(JsonNode rule) {
        Optional<String> timestampHeader = rule.path("timestampHeader").stringValueOpt();
        return new Scheme(
                "generic",
                rule.path("header").stringValue(),
                SignatureHeader.single(rule.path("prefix").stringValue("")),
                timestampHeader,
                timestampHeader.isPresent(),
                SignedContent.of(rule.path("content").stringValue("{body}")),
                key(rule));
    }

    private static Function<String, SigningKey> key(JsonNode rule) {
        String algorithm = "Hmac" + rule.path("algorithm").stringValue("sha256").toUpperCase(Locale.ROOT);
        Encoding encoding = Encoding.named(rule.path("encoding").stringValue("hex"));
        String secretEncoding = rule.path("secretEncoding").stringValue("text");
        return secret -> SigningKey.Shared.of(
                "",
                algorithm,
                encoding,
                secretEncoding.equals("text")
                        ? secret.getBytes(UTF_8)
                        : Encoding.named(secretEncoding).decode(secret));
    }
}
