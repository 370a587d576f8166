package io.millrace.schemas.credential;

import io.millrace.schemas.event.CredentialDeleted;
import io.millrace.schemas.event.CredentialRefreshClaimed;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.event.CredentialStored;
import io.millrace.schemas.workflow.CredentialName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * The fold of the {@code credentials} topic: of each credential the last record counts, and of its token the last one
 * that names the stored version. One thread applies; any number read meanwhile.
 */
public final class CredentialCatalog {
    /** By owner, then by id; whether a token belongs to what is stored is seen when it is asked for. */
    private final Map<String, Map<String, CredentialStored>> stored = new ConcurrentHashMap<>();

    private final Map<String, CredentialRefreshed> tokens = new ConcurrentHashMap<>();
    private final Map<String, CredentialRefreshClaimed> claims = new ConcurrentHashMap<>();

    /** Takes the topic's next record; an absent one is a tombstone, which only follows what said as much. */
    public void apply(String key, Optional<? extends SpecificRecord> value) {
        if (value.isEmpty()) {
            tokens.remove(key);
            return;
        }
        switch (value.get()) {
            case CredentialStored change ->
                stored.computeIfAbsent(change.getOwnerId(), owner -> new ConcurrentSkipListMap<>())
                        .put(change.getCredentialId(), change);
            case CredentialRefreshed change -> tokens.put(key, change);
            case CredentialRefreshClaimed change -> claims.put(key, change);
            case CredentialDeleted change -> delete(change);
            default ->
                throw new IllegalArgumentException(value.get().getSchema().getName() + " is no record of credentials");
        }
    }

    /** The owner's credential of that id. */
    public Optional<StoredCredential> find(String ownerId, String credentialId) {
        return Optional.ofNullable(of(ownerId).get(credentialId)).map(this::withToken);
    }

    /** What a definition's name stands for, for the owner of the workflow. */
    public CredentialMatch find(String ownerId, CredentialName name) {
        List<StoredCredential> found =
                switch (name) {
                    case CredentialName.ById(String id) ->
                        find(ownerId, id).stream().toList();
                    case CredentialName.ByType(String type) ->
                        all(ownerId)
                                .filter(credential -> credential.type().equals(type))
                                .toList();
                };
        return switch (found.size()) {
            case 0 -> new CredentialMatch.Missing();
            case 1 -> new CredentialMatch.Found(found.getFirst());
            default ->
                new CredentialMatch.Ambiguous(
                        found.stream().map(StoredCredential::id).toList());
        };
    }

    /** The owner's credentials by id. */
    public Stream<StoredCredential> all(String ownerId) {
        return of(ownerId).values().stream().map(this::withToken);
    }

    /** Everybody's credentials. */
    public Stream<StoredCredential> all() {
        return stored.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .map(this::withToken);
    }

    private Map<String, CredentialStored> of(String ownerId) {
        return stored.getOrDefault(ownerId, Map.of());
    }

    private StoredCredential withToken(CredentialStored credential) {
        String owner = credential.getOwnerId();
        String id = credential.getCredentialId();
        return new StoredCredential(
                credential,
                Optional.ofNullable(tokens.get(CredentialRecordKeys.token(owner, id)))
                        .filter(token -> token.getVersion().equals(credential.getVersion())),
                Optional.ofNullable(claims.get(CredentialRecordKeys.claim(owner, id)))
                        .filter(claim -> claim.getVersion().equals(credential.getVersion())));
    }

    private void delete(CredentialDeleted change) {
        of(change.getOwnerId()).remove(change.getCredentialId());
        tokens.remove(CredentialRecordKeys.token(change.getOwnerId(), change.getCredentialId()));
        claims.remove(CredentialRecordKeys.claim(change.getOwnerId(), change.getCredentialId()));
    }
}
