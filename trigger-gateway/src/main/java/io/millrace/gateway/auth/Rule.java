package io.millrace.gateway.auth;

import java.time.Instant;
import java.util.Optional;

/** One way to show that a request may come in. Immutable; says nothing about requests to anybody. */
sealed interface Rule permits HeaderRule, BasicRule, JwtRule, HmacRule {
    /** What it is called in metrics. */
    String name();

    /** The header that carries what is secret, in any case; it is not stored. */
    String header();

    /** The credential that it needs, if any. */
    Optional<String> credential();

    /**
     * Checks a request.
     *
     * @param secret of the credential; none if the rule needs none
     */
    Verdict check(Delivery delivery, Secret secret, Instant now);
}
