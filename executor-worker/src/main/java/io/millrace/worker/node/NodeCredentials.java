package io.millrace.worker.node;

import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.workflow.CredentialName;
import java.util.Optional;

/**
 * Opens credentials of the execution's owner for a node that runs. What is in them is masked in whatever the node hands
 * on, logs or fails with.
 */
public interface NodeCredentials {
    /** For nodes that have none. */
    NodeCredentials NONE = new NodeCredentials() {
        @Override
        public OpenCredential open(CredentialName name, String parameter) {
            throw CredentialException.unusable("this worker has no credentials", parameter);
        }

        @Override
        public Optional<OpenCredential> renew(OpenCredential refused) {
            return Optional.empty();
        }
    };

    /**
     * The credential, decrypted; one of OAuth 2 with a token that is good for a while yet.
     *
     * @param parameter the node's parameter that names it
     * @throws CredentialException if there is none, several, or it is of no use now
     */
    OpenCredential open(CredentialName name, String parameter) throws InterruptedException;

    /**
     * The same credential with another token, after whoever was called refused the one that it has; empty if it has no
     * token, or no other is to be had.
     */
    Optional<OpenCredential> renew(OpenCredential refused) throws InterruptedException;
}
