package io.millrace.gateway.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.gateway.audit.Audit;
import io.millrace.schemas.credential.CredentialBinding;
import io.millrace.schemas.credential.CredentialCatalog;
import io.millrace.schemas.credential.CredentialChange;
import io.millrace.schemas.credential.CredentialKeys;
import io.millrace.schemas.credential.CredentialWriter;
import io.millrace.schemas.credential.CredentialsUnavailableException;
import io.millrace.schemas.credential.StoredCredential;
import io.millrace.schemas.event.CredentialDeleted;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.event.CredentialStored;
import io.millrace.schemas.oauth.Token;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Caller;
import io.millrace.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Stores and deletes credentials; a change that has been answered is known on this instance. */
@Component
final class CredentialChanges {
    private final CredentialWriter writer;
    private final CredentialKeys keys;
    private final Credentials credentials;
    private final CredentialUses uses;
    private final Audit audit;
    private final Clock clock;

    CredentialChanges(
            CredentialWriter writer,
            CredentialKeys keys,
            Credentials credentials,
            CredentialUses uses,
            Audit audit,
            Clock clock) {
        this.writer = writer;
        this.keys = keys;
        this.credentials = credentials;
        this.uses = uses;
        this.audit = audit;
        this.clock = clock;
    }

    /** Stores it; tells whether there was none of the id before. */
    boolean store(Caller caller, String id, CredentialRequest request) {
        if (keys.isEmpty()) {
            throw new ProblemException(ProblemType.CREDENTIALS_UNAVAILABLE, "no key to encrypt with is configured");
        }
        var created = new AtomicBoolean();
        var version = new CredentialBinding(caller.owner(), id, UUID.randomUUID(), CredentialBinding.Content.DATA);
        var ciphertext = keys.encrypt(request.plain(), version);
        change(catalog -> {
            Optional<StoredCredential> before = catalog.find(caller.owner(), id);
            uses.requireUsable(caller.owner(), before, request.type());
            created.set(before.isEmpty());
            Instant now = now();
            return List.of(CredentialChange.of(CredentialStored.newBuilder()
                    .setOwnerId(caller.owner())
                    .setCredentialId(id)
                    .setVersion(version.version())
                    .setName(request.name().orElse(id))
                    .setType(request.type())
                    .setKeyId(keys.primaryId())
                    .setCiphertext(ciphertext)
                    .setCreatedAt(before.map(StoredCredential::createdAt).orElse(now))
                    .setTime(now)
                    .build()));
        });
        audit.changed("credential.stored", caller, id, Map.of("type", request.type()));
        return created.get();
    }

    /**
     * Deletes it.
     *
     * @throws ProblemException {@code not-found} if there is none, {@code credential-in-use}
     */
    void delete(Caller caller, String id) {
        change(catalog -> {
            uses.requireUnused(catalog.find(caller.owner(), id).orElseThrow(() -> missing(id)));
            return List.of(CredentialChange.of(CredentialDeleted.newBuilder()
                    .setOwnerId(caller.owner())
                    .setCredentialId(id)
                    .setTime(now())
                    .build()));
        });
        audit.changed("credential.deleted", caller, id, Map.of());
    }

    /** Keeps the token that a user's agreement gave; false if the credential is another one by now. */
    boolean authorize(Caller caller, StoredCredential stored, Token token) {
        var kept = new AtomicBoolean();
        var ciphertext =
                keys.encrypt(token.json().toString().getBytes(UTF_8), stored.binding(CredentialBinding.Content.TOKEN));
        change(catalog -> {
            Optional<StoredCredential> current = catalog.find(caller.owner(), stored.id())
                    .filter(found -> found.version().equals(stored.version()));
            kept.set(current.isPresent());
            Instant now = now();
            return current.map(found -> List.of(CredentialChange.of(CredentialRefreshed.newBuilder()
                            .setOwnerId(found.ownerId())
                            .setCredentialId(found.id())
                            .setVersion(found.version())
                            .setKeyId(keys.primaryId())
                            .setCiphertext(ciphertext)
                            .setExpiresAt(token.expiresIn().map(now::plus).orElse(null))
                            .setTime(now)
                            .build())))
                    .orElse(List.of());
        });
        if (kept.get()) {
            audit.changed("credential.authorized", caller, stored.id(), Map.of());
        }
        return kept.get();
    }

    static ProblemException missing(String id) {
        return ProblemException.notFound("there is no credential '" + id + "'");
    }

    private void change(Function<CredentialCatalog, List<CredentialChange>> decide) {
        credentials.catalog(); // refuses while the topic is still being read
        try {
            writer.change(decide);
        } catch (CredentialsUnavailableException e) {
            throw unknown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static ProblemException unknown(Throwable cause) {
        return new ProblemException(
                        ProblemType.LOG_UNAVAILABLE,
                        "whether the change took effect is not known; look, then retry",
                        cause)
                .withHeader("Retry-After", "1");
    }
}
