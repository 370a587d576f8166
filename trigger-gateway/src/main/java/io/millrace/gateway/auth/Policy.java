package io.millrace.gateway.auth;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/** The rules of one webhook, of which one is enough; without any, everybody may call it. */
public final class Policy {
    private final List<Rule> rules;
    private final Set<String> secretHeaders;

    Policy(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        this.secretHeaders = rules.stream()
                .map(rule -> rule.header().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    List<Rule> rules() {
        return rules;
    }

    /** The headers that show who calls, in lower case: they are not stored. */
    public Set<String> secretHeaders() {
        return secretHeaders;
    }

    /** For a caller that showed nothing right: it is told what to show, the same whatever was wrong. */
    ProblemException refusal() {
        return new ProblemException(ProblemType.UNAUTHENTICATED, "the webhook does not know this caller")
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge());
    }

    private String challenge() {
        return Stream.concat(rules.stream().flatMap(rule -> challenge(rule).stream()), Stream.of("Webhook"))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> challenge(Rule rule) {
        return switch (rule) {
            case BasicRule basic -> Optional.of("Basic realm=\"webhook\", charset=\"UTF-8\"");
            case JwtRule jwt -> Optional.of("Bearer");
            case HeaderRule header -> Optional.empty();
            case HmacRule hmac -> Optional.empty();
        };
    }
}
