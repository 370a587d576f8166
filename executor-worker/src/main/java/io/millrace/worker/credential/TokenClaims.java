package io.millrace.worker.credential;

import io.millrace.schemas.credential.CredentialChange;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.CredentialWriter;
import io.millrace.schemas.credential.CredentialsUnavailableException;
import io.millrace.schemas.credential.StoredCredential;
import io.millrace.schemas.event.CredentialRefreshClaimed;
import io.millrace.schemas.oauth.TokenEndpoint;
import io.millrace.worker.node.CredentialException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims, written to the log, to be the one that fetches a token; a claim of a worker that died ends by itself. */
final class TokenClaims {
    private static final Logger log = LoggerFactory.getLogger(TokenClaims.class);
    private static final Duration NEWS = Duration.ofMillis(500);

    /** Longer than a server may take and the log after it. */
    private static final Duration LENGTH = Duration.ofSeconds(2L * TokenEndpoint.TIMEOUT_SECONDS + 5);

    private final CredentialWriter writer;
    private final CredentialStore store;
    private final Clock clock;

    TokenClaims(CredentialWriter writer, CredentialStore store, Clock clock) {
        this.writer = writer;
        this.store = store;
        this.clock = clock;
    }

    /** One that was given. */
    record Claim(CredentialRefreshClaimed event) {}

    /** A claim for what is stored; empty if another worker has it, or the token is another by now. */
    Optional<Claim> claim(StoredCredential stored, String parameter) throws InterruptedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var claim = CredentialRefreshClaimed.newBuilder()
                .setOwnerId(stored.ownerId())
                .setCredentialId(stored.id())
                .setVersion(stored.version())
                .setClaimId(UUID.randomUUID())
                .setUntil(now.plus(LENGTH))
                .setTime(now)
                .build();
        var given = new AtomicBoolean();
        try {
            writer.change(catalog -> {
                Optional<StoredCredential> current = catalog.find(stored.ownerId(), stored.id());
                Optional<UUID> holder = current.flatMap(found -> found.claimedBy(now));
                boolean mine = holder.equals(Optional.of(claim.getClaimId()));
                boolean free = holder.isEmpty()
                        && current.filter(found -> found.version().equals(stored.version())
                                        && found.token().equals(stored.token()))
                                .isPresent();
                given.set(mine || free);
                return free ? List.of(CredentialChange.of(claim)) : List.of();
            });
        } catch (CredentialsUnavailableException e) {
            log.warn("whether {} of {} may be renewed here is not known", stored.id(), stored.ownerId(), e);
            throw CredentialException.unusableNow(
                    "the token of '" + stored.id() + "' cannot be renewed now: " + e.getMessage(), parameter);
        }
        return given.get() ? Optional.of(new Claim(claim)) : Optional.empty();
    }

    /** Lets others try; if even that fails, the claim ends by itself. */
    void release(Claim claim) throws InterruptedException {
        var ended = CredentialRefreshClaimed.newBuilder(claim.event())
                .setUntil(claim.event().getTime())
                .build();
        try {
            writer.change(catalog -> catalog.find(ended.getOwnerId(), ended.getCredentialId())
                    .flatMap(StoredCredential::claim)
                    .filter(current -> current.getClaimId().equals(ended.getClaimId()))
                    .map(current -> List.of(CredentialChange.of(ended)))
                    .orElse(List.of()));
        } catch (CredentialsUnavailableException e) {
            log.warn("the claim to renew {} is not released", ended.getCredentialId(), e);
        }
    }

    /** Waits a moment, or until anything changes. */
    void awaitNews() throws InterruptedException {
        try {
            store.tail().awaitHandled(store.tail().position(), NEWS);
        } catch (TimeoutException e) {
            log.debug("nothing new about credentials in {}", NEWS);
        }
    }
}
