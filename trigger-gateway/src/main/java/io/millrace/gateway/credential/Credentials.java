package io.millrace.gateway.credential;

import io.millrace.gateway.log.FollowedTopic;
import io.millrace.schemas.credential.CredentialCatalog;
import io.millrace.schemas.credential.CredentialMatch;
import io.millrace.schemas.credential.CredentialStore;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.credential.UndecryptableCredentialException;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.topic.TopicTail;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.CredentialName;
import io.millrace.web.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** All credentials, followed as they change; opened one at a time, for what the gateway itself checks with them. */
@Component
public final class Credentials implements FollowedTopic {
    private static final Logger log = LoggerFactory.getLogger(Credentials.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CredentialStore store;
    private volatile boolean complete;

    Credentials(CredentialStore store) {
        this.store = store;
    }

    /**
     * The owner's credential, decrypted; empty if there is none, or several of the type that was asked for.
     *
     * @throws ProblemException if the topic has not been read to its end once, or what is stored cannot be decrypted
     */
    public Optional<OpenCredential> find(String ownerId, CredentialName name) {
        return switch (catalog().find(ownerId, name)) {
            case CredentialMatch.Found(var credential) -> {
                try {
                    yield Optional.of(store.open(credential));
                } catch (UndecryptableCredentialException e) {
                    log.error("the credential {} of {} cannot be used", credential.id(), ownerId, e);
                    throw new ProblemException(
                            ProblemType.CREDENTIALS_UNAVAILABLE, "a credential that is needed cannot be decrypted", e);
                }
            }
            case CredentialMatch.Missing() -> Optional.empty();
            case CredentialMatch.Ambiguous(var ids) -> {
                log.warn("{} has several credentials {} where one is needed: {}", ownerId, name, ids);
                yield Optional.empty();
            }
        };
    }

    /** The same, by id. */
    public Optional<OpenCredential> find(String ownerId, String credentialId) {
        return find(ownerId, new CredentialName.ById(credentialId));
    }

    /**
     * The credentials as of now.
     *
     * @throws ProblemException {@code log-unavailable} before the topic has been read to its end once
     */
    CredentialCatalog catalog() {
        if (!complete) {
            throw new ProblemException(ProblemType.LOG_UNAVAILABLE, "the credentials are still being read")
                    .withHeader("Retry-After", "1");
        }
        return store.catalog();
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public String topic() {
        return Topics.CREDENTIALS;
    }

    @Override
    public TopicTail tail() {
        return store.tail();
    }

    @Override
    public void awaitComplete(long end) throws InterruptedException {
        while (!complete) {
            try {
                if (end > 0) {
                    tail().awaitHandled(end - 1, PATIENCE);
                }
                complete = true;
            } catch (TimeoutException e) {
                log.info("reading credentials, at {} of {}", tail().position(), end);
            }
        }
    }
}
