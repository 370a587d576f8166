package io.millrace.worker.credential;

import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.StoredCredential;
import io.millrace.schemas.event.CredentialRefreshed;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The users' agreements whose refresh token its server has refused. Nothing helps but that the user agrees again; until
 * then the server is not asked once more, however many nodes need a token. Thread-safe.
 */
final class LostGrants {
    private final CredentialStore store;
    private final Map<Name, Grant> lost = new ConcurrentHashMap<>();

    private record Name(String ownerId, String credentialId) {
        static Name of(StoredCredential stored) {
            return new Name(stored.ownerId(), stored.id());
        }
    }

    /** What the credential's user handed in, and the token that came of it: another one is another agreement. */
    private record Grant(UUID version, Optional<CredentialRefreshed> token) {
        static Grant of(StoredCredential stored) {
            return new Grant(stored.version(), stored.token());
        }
    }

    LostGrants(CredentialStore store) {
        this.store = store;
    }

    void add(StoredCredential stored) {
        lost.put(Name.of(stored), Grant.of(stored));
    }

    boolean has(StoredCredential stored) {
        return Grant.of(stored).equals(lost.get(Name.of(stored)));
    }

    /** How many there are that no user has replaced yet. */
    int count() {
        lost.entrySet().removeIf(entry -> store.catalog()
                .find(entry.getKey().ownerId(), entry.getKey().credentialId())
                .filter(stored -> Grant.of(stored).equals(entry.getValue()))
                .isEmpty());
        return lost.size();
    }
}
