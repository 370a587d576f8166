package io.millrace.worker.credential;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.credential.Secrets;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.workflow.CredentialName;
import io.millrace.schemas.workflow.Node;
import io.millrace.worker.node.CredentialException;
import io.millrace.worker.node.Join;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCredentials;
import io.millrace.worker.node.NodeLog;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.SlowNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node type with its owner's credentials: what a run opened is masked in the run's output, error and log before
 * anybody else sees them.
 */
final class GuardedNode implements SlowNode {
    private final SlowNode node;
    private final Credentials credentials;

    GuardedNode(SlowNode node, Credentials credentials) {
        this.node = node;
        this.credentials = credentials;
    }

    @Override
    public String type() {
        return node.type();
    }

    @Override
    public Join join(Node definition) {
        return node.join(definition);
    }

    @Override
    public boolean converses(Node definition) {
        return node.converses(definition);
    }

    @Override
    public NodeOutcome run(NodeCall call) throws InterruptedException {
        var run = new Run(call);
        try {
            return Masking.mask(node.run(call.with((NodeCredentials) run).with((NodeLog) run)), run.secrets);
        } catch (CredentialException e) {
            return new NodeOutcome.Failed(Masking.mask(e.failure(call.node().id()), run.secrets));
        } catch (ExpressionException e) {
            return new NodeOutcome.Failed(Masking.mask(e.failure(call.node().id()), run.secrets));
        } catch (RuntimeException e) {
            throw run.secrets.isEmpty() ? e : run.masked(e);
        }
    }

    /** What one run opened. */
    private final class Run implements NodeCredentials, NodeLog {
        private final NodeCall call;
        private final List<String> opened = new ArrayList<>();
        private volatile Secrets secrets = Secrets.NONE;

        Run(NodeCall call) {
            this.call = call;
        }

        @Override
        public OpenCredential open(CredentialName name, String parameter) throws InterruptedException {
            return noted(credentials.open(call.ownerId(), name, parameter));
        }

        @Override
        public Optional<OpenCredential> renew(OpenCredential refused) throws InterruptedException {
            return credentials.renew(call.ownerId(), refused).map(this::noted);
        }

        @Override
        public void add(LogLevel level, String message, Optional<Json> data) {
            call.log()
                    .add(
                            level,
                            secrets.mask(message),
                            secrets.isEmpty() ? data : data.map(value -> Masking.mask(value, secrets)));
        }

        private synchronized OpenCredential noted(OpenCredential credential) {
            opened.addAll(credential.secrets());
            secrets = Secrets.of(opened);
            return credential;
        }

        /** What is logged of a defect must not repeat a secret either. */
        private IllegalStateException masked(RuntimeException e) {
            var masked = new IllegalStateException(secrets.mask(String.valueOf(e)));
            masked.setStackTrace(e.getStackTrace());
            return masked;
        }
    }
}
