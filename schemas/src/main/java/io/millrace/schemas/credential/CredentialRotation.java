package io.millrace.schemas.credential;

import io.millrace.schemas.credential.CredentialBinding.Content;
import io.millrace.schemas.event.CredentialRefreshed;
import io.millrace.schemas.event.CredentialStored;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts anew, with the first key, whatever another key encrypted. Versions and times stay: nobody notices but who
 * takes the old key away. Safe while credentials are stored, renewed and used.
 */
public final class CredentialRotation {
    private static final Logger log = LoggerFactory.getLogger(CredentialRotation.class);

    private final CredentialStore store;
    private final CredentialWriter writer;
    private final CredentialKeys keys;

    public CredentialRotation(CredentialStore store, CredentialWriter writer, CredentialKeys keys) {
        this.store = store;
        this.writer = writer;
        this.keys = keys;
    }

    /**
     * What came of it.
     *
     * @param rotated how many credentials, or tokens of theirs, were encrypted anew
     * @param unreadable those that no key decrypts, as owner/id
     */
    public record Result(int rotated, Set<String> unreadable) {
        public Result {
            unreadable = Set.copyOf(unreadable);
        }
    }

    /**
     * Goes through all that the store knows.
     *
     * @throws CredentialsUnavailableException if the log does not answer; what was done until then stays done
     */
    public Result run() throws CredentialsUnavailableException, InterruptedException {
        int rotated = 0;
        Set<String> unreadable = new TreeSet<>();
        for (StoredCredential credential : store.catalog().all().toList()) {
            var written = new ArrayList<CredentialChange>();
            writer.change(catalog -> {
                written.clear();
                catalog.find(credential.ownerId(), credential.id())
                        .ifPresent(current -> written.addAll(changes(current, unreadable)));
                return List.copyOf(written);
            });
            rotated += written.size();
        }
        return new Result(rotated, unreadable);
    }

    private List<CredentialChange> changes(StoredCredential credential, Set<String> unreadable) {
        List<CredentialChange> changes = new ArrayList<>();
        try {
            CredentialStored stored = credential.stored();
            if (!stored.getKeyId().equals(keys.primaryId())) {
                CredentialBinding binding = credential.binding(Content.DATA);
                changes.add(CredentialChange.of(CredentialStored.newBuilder(stored)
                        .setCiphertext(
                                keys.encrypt(keys.decrypt(stored.getCiphertext(), stored.getKeyId(), binding), binding))
                        .setKeyId(keys.primaryId())
                        .build()));
            }
            if (credential.token().isPresent()
                    && !credential.token().get().getKeyId().equals(keys.primaryId())) {
                CredentialRefreshed token = credential.token().get();
                CredentialBinding binding = credential.binding(Content.TOKEN);
                changes.add(CredentialChange.of(CredentialRefreshed.newBuilder(token)
                        .setCiphertext(
                                keys.encrypt(keys.decrypt(token.getCiphertext(), token.getKeyId(), binding), binding))
                        .setKeyId(keys.primaryId())
                        .build()));
            }
            return changes;
        } catch (UndecryptableCredentialException e) {
            log.warn("{} of {} stays as it is: {}", credential.id(), credential.ownerId(), e.getMessage());
            unreadable.add(credential.ownerId() + "/" + credential.id());
            return List.of();
        }
    }
}
