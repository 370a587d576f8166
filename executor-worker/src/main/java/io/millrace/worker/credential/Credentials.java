package io.millrace.worker.credential;

import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.workflow.CredentialName;
import io.millrace.worker.node.CredentialException;
import java.util.Optional;

/** Opens anybody's credentials; {@link GuardedNode} lets a node have its owner's alone. */
interface Credentials {
    /**
     * As {@link io.millrace.worker.node.NodeCredentials#open}, of that owner.
     *
     * @throws CredentialException if it cannot be used
     */
    OpenCredential open(String ownerId, CredentialName name, String parameter) throws InterruptedException;

    /** As {@link io.millrace.worker.node.NodeCredentials#renew}, of that owner. */
    Optional<OpenCredential> renew(String ownerId, OpenCredential refused) throws InterruptedException;
}
