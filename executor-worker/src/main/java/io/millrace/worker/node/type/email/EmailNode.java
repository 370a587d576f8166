package io.millrace.worker.node.type.email;

import io.millrace.expression.Json;
import io.millrace.schemas.credential.CredentialType;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.worker.node.CredentialException;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.SlowNode;
import io.millrace.worker.node.type.http.HttpSettings;
import io.millrace.worker.node.type.http.OutgoingHttp;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Sends an e-mail; its credential says by whom. */
@Component
final class EmailNode implements SlowNode {
    private final Duration requestTimeout;
    private final SmtpSender smtp;
    private final ResendSender resend;

    EmailNode(HttpSettings settings, OutgoingHttp http) {
        this.requestTimeout = settings.requestTimeout();
        this.smtp = new SmtpSender(settings);
        this.resend = new ResendSender(http);
    }

    @Override
    public String type() {
        return "email";
    }

    @Override
    public NodeOutcome run(NodeCall call) throws InterruptedException {
        Email email = EmailReader.read(call.parameters());
        OpenCredential credential = call.credential("credential")
                .orElseThrow(() -> CredentialException.unusable("is missing", "credential"));
        return switch (credential.type()) {
            case CredentialType.SMTP ->
                smtp.send(email, credential, call.idempotencyKey(), call.node().attemptLimit(requestTimeout));
            case CredentialType.RESEND ->
                resend.send(
                        email, credential, call.idempotencyKey(), call.node().attemptLimit(requestTimeout));
            default ->
                throw CredentialException.unusable(
                        "must be of type 'smtp' or 'resend', this one is '" + credential.type() + "'", "credential");
        };
    }

    /** What the node hands on. */
    static NodeOutcome sent(String messageId) {
        return NodeOutcome.completed(Json.object(Map.of("messageId", Json.of(messageId))));
    }
}
