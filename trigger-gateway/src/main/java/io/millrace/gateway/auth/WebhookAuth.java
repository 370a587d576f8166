package io.millrace.gateway.auth;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.Node;
import io.millrace.web.ProblemException;
import io.millrace.web.WebSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Collections;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets a request in that one of the webhook's rules accepts. Whoever is refused is not told why; the operator finds it
 * in the metric {@code millrace.webhook.auth}, by rule and verdict, and in the log at debug.
 */
@Component
public final class WebhookAuth {
    private static final Logger log = LoggerFactory.getLogger(WebhookAuth.class);

    private final AuthRules rules;
    private final CredentialSource credentials;
    private final Clock clock;
    private final URI publicUrl;
    private final MeterRegistry meters;

    WebhookAuth(
            TokenDecoders tokens,
            CredentialSource credentials,
            Clock clock,
            WebSettings settings,
            MeterRegistry meters) {
        this.rules = new AuthRules(tokens);
        this.credentials = credentials;
        this.clock = clock;
        this.publicUrl = settings.publicUrls().gateway();
        this.meters = meters;
    }

    /** What a webhook node asks of its callers. */
    public Policy policy(Node webhook) {
        return new Policy(rules.of(webhook.parameters().path("auth")));
    }

    /**
     * Returns if the request may come in.
     *
     * @param ownerId whose webhook it is
     * @param body the raw bytes
     * @return the rule that it showed itself by; none for an open webhook
     * @throws ProblemException 401 if no rule accepts it, 503 if a rule could not be checked
     */
    public Optional<String> verify(String ownerId, Policy policy, HttpServletRequest request, byte[] body) {
        if (policy.rules().isEmpty()) {
            return Optional.empty();
        }
        Delivery delivery = delivery(request, body);
        boolean unavailable = false;
        for (Rule rule : policy.rules()) {
            Verdict verdict = check(ownerId, rule, delivery);
            meters.counter("millrace.webhook.auth", "rule", rule.name(), "verdict", verdict.label())
                    .increment();
            log.debug("{} says {} of {}", rule.name(), verdict.label(), request.getRequestURI());
            switch (verdict) {
                case ACCEPTED -> {
                    return Optional.of(rule.name());
                }
                case UNAVAILABLE -> {
                    unavailable = true;
                    log.warn(
                            "a webhook of '{}' cannot check callers by {}{}: what it needs is not there or not readable",
                            ownerId,
                            rule.name(),
                            rule.credential()
                                    .map(id -> " with credential '" + id + "'")
                                    .orElse(""));
                }
                case MISSING, MALFORMED, STALE, WRONG -> {}
            }
        }
        if (unavailable) {
            throw new ProblemException(ProblemType.AUTHENTICATION_UNAVAILABLE, "please try again later");
        }
        throw policy.refusal();
    }

    private Verdict check(String ownerId, Rule rule, Delivery delivery) {
        if (!delivery.has(rule.header())) {
            return Verdict.MISSING;
        }
        return secret(ownerId, rule)
                .map(secret -> rule.check(delivery, secret, clock.instant()))
                .orElse(Verdict.UNAVAILABLE);
    }

    private Optional<Secret> secret(String ownerId, Rule rule) {
        if (rule.credential().isEmpty()) {
            return Optional.of(Secret.NONE);
        }
        try {
            return credentials.find(ownerId, rule.credential().get()).map(Secret::new);
        } catch (ProblemException e) {
            log.warn("no credential can be read: {}", e.detail());
            return Optional.empty(); // another rule may do without
        }
    }

    private Delivery delivery(HttpServletRequest request, byte[] body) {
        String query = request.getQueryString();
        return new Delivery(
                request.getMethod(),
                publicUrl + request.getRequestURI() + (query == null ? "" : "?" + query),
                name -> Collections.list(request.getHeaders(name)),
                ByteBuffer.wrap(body));
    }
}
