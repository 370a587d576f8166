package io.millrace.schemas.credential;

import io.millrace.schemas.event.CredentialRefreshClaimed;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.event.CredentialStored;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A credential as the topic holds it, still encrypted.
 *
 * @param stored what its user handed in
 * @param token what was fetched with it, if anything
 * @param claim the last claim to fetch a token
 */
public record StoredCredential(
        CredentialStored stored, Optional<CredentialRefreshed> token, Optional<CredentialRefreshClaimed> claim) {
    public String ownerId() {
        return stored.getOwnerId();
    }

    public String id() {
        return stored.getCredentialId();
    }

    /** Changes with every store, but not when it is encrypted anew. */
    public UUID version() {
        return stored.getVersion();
    }

    /** Its name for people. */
    public String name() {
        return stored.getName();
    }

    public String type() {
        return stored.getType();
    }

    public Instant createdAt() {
        return stored.getCreatedAt();
    }

    public Instant updatedAt() {
        return stored.getTime();
    }

    /** When the token ends, if there is one that ends. */
    public Optional<Instant> tokenExpiresAt() {
        return token.flatMap(CredentialRefreshed::getExpiresAt);
    }

    /** Who fetches a token for it now, if anybody does. */
    public Optional<UUID> claimedBy(Instant now) {
        return claim.filter(open -> open.getUntil().isAfter(now))
                .filter(open -> token.filter(fetched -> !fetched.getTime().isBefore(open.getTime()))
                        .isEmpty())
                .map(CredentialRefreshClaimed::getClaimId);
    }

    /** What the ciphertext of that part is bound to. */
    public CredentialBinding binding(CredentialBinding.Content content) {
        return new CredentialBinding(ownerId(), id(), version(), content);
    }
}
