package io.millrace.worker.credential;

import io.millrace.schemas.credential.CredentialMatch;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.credential.StoredCredential;
import io.millrace.schemas.credential.UndecryptableCredentialException;
import io.millrace.schemas.workflow.CredentialName;
import io.millrace.worker.node.CredentialException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The credentials of the log, each decrypted when a node uses it and not before. */
final class StoredCredentials implements Credentials {
    private static final Logger log = LoggerFactory.getLogger(StoredCredentials.class);

    private static final JsonMapper JSON = new JsonMapper();

    private final CredentialStore store;
    private final TopicEnd end;
    private final Tokens tokens;

    StoredCredentials(CredentialStore store, TopicEnd end, Tokens tokens) {
        this.store = store;
        this.end = end;
        this.tokens = tokens;
    }

    @Override
    public OpenCredential open(String ownerId, CredentialName name, String parameter) throws InterruptedException {
        CredentialMatch match = store.catalog().find(ownerId, name);
        if (match instanceof CredentialMatch.Missing && end.await(store.tail())) {
            // It may have been stored a moment ago.
            match = store.catalog().find(ownerId, name);
        }
        return switch (match) {
            case CredentialMatch.Found(var found) -> {
                OpenCredential open = opened(store, found, parameter);
                yield Tokens.isOauth(open.type()) ? tokens.fresh(found, open, parameter) : open;
            }
            case CredentialMatch.Missing() ->
                throw CredentialException.unusable("there is no credential " + name, parameter);
            case CredentialMatch.Ambiguous(var ids) ->
                throw CredentialException.unusable(
                        "there are several credentials " + name + ", name one by its id: " + String.join(", ", ids),
                        parameter);
        };
    }

    @Override
    public Optional<OpenCredential> renew(String ownerId, OpenCredential refused) throws InterruptedException {
        Optional<StoredCredential> stored = store.catalog().find(ownerId, refused.id());
        if (!Tokens.isOauth(refused.type()) || stored.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(tokens.renewed(stored.get(), refused));
        } catch (CredentialException e) {
            if (!e.retryable()) {
                throw e; // what the call was answered is no news then: somebody has to do something
            }
            // The call that was refused tells its own story; this is why there was no second one.
            log.warn("the token of {} of {} was refused and not renewed: {}", refused.id(), ownerId, e.getMessage());
            return Optional.empty();
        }
    }

    static byte[] bytes(ObjectNode json) {
        return JSON.writeValueAsBytes(json);
    }

    static OpenCredential opened(CredentialStore store, StoredCredential credential, String parameter) {
        try {
            return store.open(credential);
        } catch (UndecryptableCredentialException e) {
            log.error("the credential {} of {} cannot be used", credential.id(), credential.ownerId(), e);
            throw CredentialException.unusable(
                    "the credential '" + credential.id() + "' cannot be decrypted: " + e.getMessage(), parameter);
        }
    }
}
