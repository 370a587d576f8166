package io.millrace.worker.credential;

import io.millrace.schemas.credential.CredentialBinding;
import io.millrace.schemas.credential.CredentialChange;
import io.millrace.schemas.credential.CredentialKeys;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.CredentialType;
import io.millrace.schemas.credential.CredentialWriter;
import io.millrace.schemas.credential.CredentialsUnavailableException;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.credential.StoredCredential;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.oauth.Token;
import io.millrace.schemas.oauth.TokenEndpoint;
import io.millrace.schemas.oauth.TokenRefusedException;
import io.millrace.worker.node.CredentialException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fetches and renews OAuth 2 tokens, which are kept in the log for all workers. One worker fetches, by a
 * {@link TokenClaims claim}; the others wait for what it gets, so a refresh token is never used twice.
 */
final class Tokens implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Tokens.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A token that ends sooner is renewed before it is used; of a short life, a quarter. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final CredentialStore store;
    private final CredentialWriter writer;
    private final CredentialKeys keys;
    private final TokenClaims claims;
    private final LostGrants lost;
    private final TokenEndpoint endpoint;
    private final Clock clock;
    /** A node that is cancelled meanwhile must not take a token with it that its server gives only once. */
    private final ExecutorService fetching = Executors.newVirtualThreadPerTaskExecutor();

    Tokens(CredentialStore store, CredentialWriter writer, CredentialKeys keys, TokenEndpoint endpoint, Clock clock) {
        this.store = store;
        this.writer = writer;
        this.keys = keys;
        this.claims = new TokenClaims(writer, store, clock);
        this.lost = new LostGrants(store);
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** Which tokens are to be replaced. */
    interface Need {
        boolean of(StoredCredential stored, OpenCredential open);
    }

    /** How many credentials are of no use until their users agree again. */
    int lost() {
        return lost.count();
    }

    static boolean isOauth(String type) {
        return type.equals(CredentialType.OAUTH2_CLIENT_CREDENTIALS)
                || type.equals(CredentialType.OAUTH2_AUTHORIZATION_CODE);
    }

    /** The credential with a token that is good for a while. */
    OpenCredential fresh(StoredCredential stored, OpenCredential open, String parameter) throws InterruptedException {
        if (!endsWithin(stored, open, MARGIN, 4)) {
            return open;
        }
        try {
            return fetched(stored, (now, opened) -> endsWithin(now, opened, MARGIN, 4), parameter);
        } catch (CredentialException e) {
            if (open.token().isPresent() && !endsWithin(stored, open, Duration.ZERO, 1)) {
                log.warn("the token of {} of {} is not renewed yet: {}", stored.id(), stored.ownerId(), e.getMessage());
                return open;
            }
            throw e;
        }
    }

    /** The credential with another token than the one that was refused. */
    OpenCredential renewed(StoredCredential stored, OpenCredential refused) throws InterruptedException {
        return fetched(stored, (now, opened) -> opened.token().equals(refused.token()), "credential");
    }

    /** Whether there is no token, or it ends soon: within the time, or in that part of its life. */
    boolean endsWithin(StoredCredential stored, OpenCredential open, Duration time, int part) {
        if (open.token().isEmpty()) {
            return true;
        }
        return stored.token()
                .flatMap(token -> token.getExpiresAt().map(end -> {
                    Duration life = Duration.between(token.getTime(), end);
                    Duration margin = time.compareTo(life.dividedBy(part)) < 0 ? time : life.dividedBy(part);
                    return clock.instant().isAfter(end.minus(margin));
                }))
                .orElse(false);
    }

    /** The credential with a token that is not needed anew: fetched here, or by another worker meanwhile. */
    OpenCredential fetched(StoredCredential wanted, Need need, String parameter) throws InterruptedException {
        Instant deadline = clock.instant().plus(PATIENCE);
        while (true) {
            StoredCredential stored = store.catalog()
                    .find(wanted.ownerId(), wanted.id())
                    .orElseThrow(() -> CredentialException.unusable(
                            "there is no credential '" + wanted.id() + "' any more", parameter));
            OpenCredential open = StoredCredentials.opened(store, stored, parameter);
            if (!need.of(stored, open)) {
                return open;
            }
            requireRenewable(open, parameter);
            if (lost.has(stored)) {
                throw refused(open, parameter);
            }
            Optional<TokenClaims.Claim> claim = claims.claim(stored, parameter);
            if (claim.isPresent()) {
                return awaited(fetching.submit(() -> fetch(stored, open, claim.get(), parameter)));
            }
            if (clock.instant().isAfter(deadline)) {
                throw CredentialException.unusableNow(
                        "the token of '" + wanted.id() + "' is being renewed for too long", parameter);
            }
            claims.awaitNews();
        }
    }

    private static OpenCredential awaited(Future<OpenCredential> fetched) throws InterruptedException {
        try {
            return fetched.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CredentialException expected) {
                throw expected;
            }
            throw new IllegalStateException("a token could not be fetched", e.getCause());
        }
    }

    private OpenCredential fetch(
            StoredCredential stored, OpenCredential open, TokenClaims.Claim claim, String parameter)
            throws InterruptedException {
        if (lost.has(stored)) {
            claims.release(claim); // whoever had the claim before was refused
            throw refused(open, parameter);
        }
        try {
            Token token = request(open);
            store(stored, token);
            return new OpenCredential(open.id(), open.type(), open.data(), Optional.of(token.json()));
        } catch (TokenRefusedException e) {
            boolean ended = e.isForTheGrant() && open.type().equals(CredentialType.OAUTH2_AUTHORIZATION_CODE);
            if (ended) {
                lost.add(stored);
                log.error("{} of {} must be authorized again: {}", open.id(), stored.ownerId(), e.getMessage());
            }
            claims.release(claim);
            throw ended
                    ? refused(open, parameter)
                    : CredentialException.unusable("no token for '" + open.id() + "': " + e.getMessage(), parameter);
        } catch (IOException e) {
            claims.release(claim);
            throw CredentialException.unusableNow("no token for '" + open.id() + "': " + e.getMessage(), parameter);
        } catch (CredentialsUnavailableException e) {
            log.error("a token of {} of {} was fetched and could not be kept", open.id(), stored.ownerId(), e);
            throw CredentialException.unusableNow("the token of '" + open.id() + "' could not be kept", parameter);
        }
    }

    private Token request(OpenCredential open) throws IOException, TokenRefusedException {
        return open.type().equals(CredentialType.OAUTH2_CLIENT_CREDENTIALS)
                ? endpoint.clientCredentials(open)
                : endpoint.refresh(open, refreshToken(open).orElseThrow());
    }

    private void store(StoredCredential stored, Token token)
            throws CredentialsUnavailableException, InterruptedException {
        CredentialBinding binding = stored.binding(CredentialBinding.Content.TOKEN);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var refreshed = CredentialRefreshed.newBuilder()
                .setOwnerId(stored.ownerId())
                .setCredentialId(stored.id())
                .setVersion(stored.version())
                .setKeyId(keys.primaryId())
                .setCiphertext(keys.encrypt(StoredCredentials.bytes(token.json()), binding))
                .setExpiresAt(token.expiresIn().map(now::plus).orElse(null))
                .setTime(now)
                .build();
        writer.change(catalog -> catalog.find(stored.ownerId(), stored.id())
                .filter(current -> current.version().equals(stored.version()))
                .map(current -> List.of(CredentialChange.of(refreshed)))
                .orElse(List.of()));
    }

    private static void requireRenewable(OpenCredential open, String parameter) {
        if (open.type().equals(CredentialType.OAUTH2_AUTHORIZATION_CODE)
                && refreshToken(open).isEmpty()) {
            throw open.token().isEmpty()
                    ? unauthorized(open, "is not authorized yet", parameter)
                    : unauthorized(open, "has ended and must be authorized again", parameter);
        }
    }

    private static CredentialException refused(OpenCredential open, String parameter) {
        return unauthorized(
                open,
                "must be authorized again, as the OAuth server takes its refresh token no longer (invalid_grant)",
                parameter);
    }

    private static CredentialException unauthorized(OpenCredential open, String why, String parameter) {
        return CredentialException.unusable(
                "the credential '" + open.id() + "' " + why + ": POST /credentials/" + open.id() + "/authorize",
                parameter);
    }

    private static Optional<String> refreshToken(OpenCredential open) {
        return open.token()
                .map((ObjectNode token) -> token.path("refreshToken"))
                .flatMap(text -> text.stringValueOpt());
    }

    /** Waits for what is under way: a server and the log have their own limits. */
    @Override
    public void close() {
        fetching.close();
    }
}
