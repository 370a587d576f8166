package io.millrace.worker.credential;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.CredentialType;
import io.millrace.schemas.credential.StoredCredential;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.worker.node.CredentialException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the tokens of users who agreed, ahead of their end, whether or not a node needs them: a refresh token that is
 * not used may end itself. Every worker looks, one fetches.
 */
final class TokenUpkeep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TokenUpkeep.class);

    /** A token that ends sooner is renewed; of a short life, when half of it is over. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final CredentialStore store;
    private final Tokens tokens;
    private final MeterRegistry meters;
    private final Duration interval;
    private final Thread thread;
    /** What was refused is tried again only when it is another one. */
    private final Map<String, Optional<CredentialRefreshed>> refused = new ConcurrentHashMap<>();

    TokenUpkeep(CredentialStore store, Tokens tokens, MeterRegistry meters, Duration interval) {
        this.store = store;
        this.tokens = tokens;
        this.meters = meters;
        this.interval = interval;
        this.thread = Thread.ofVirtual().name("token-upkeep").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(interval);
                List<StoredCredential> due = store.catalog()
                        .all()
                        .filter(stored -> stored.type().equals(CredentialType.OAUTH2_AUTHORIZATION_CODE))
                        .filter(stored -> stored.tokenExpiresAt().isPresent())
                        .toList();
                for (StoredCredential stored : due) {
                    renew(stored);
                }
            }
        } catch (InterruptedException e) {
            log.debug("tokens are no longer renewed here");
        }
    }

    private void renew(StoredCredential stored) throws InterruptedException {
        String key = stored.ownerId() + "/" + stored.id();
        if (stored.token().equals(refused.get(key))) {
            return;
        }
        try {
            tokens.fetched(stored, (now, open) -> tokens.endsWithin(now, open, AHEAD, 2), "credential");
            refused.remove(key);
        } catch (CredentialException e) {
            if (!e.retryable()) {
                refused.put(key, stored.token());
            }
            meters.counter("millrace.credentials.renewals.failed").increment();
            log.warn("the token of {} of {} is not renewed: {}", stored.id(), stored.ownerId(), e.getMessage());
        } catch (RuntimeException e) {
            // One credential's trouble must not keep the others from being renewed.
            log.error("the token of {} of {} is not renewed", stored.id(), stored.ownerId(), e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
