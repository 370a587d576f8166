package io.millrace.worker.node.type.http;

import io.millrace.schemas.credential.CredentialHeader;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.Retry;
import io.millrace.worker.node.CredentialException;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.SlowNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpStatus;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Calls an HTTP address; a status of 400 or more is a failure. */
@Component
@EnableConfigurationProperties(HttpSettings.class)
final class HttpNode implements SlowNode, AutoCloseable {

    private static final String CREDENTIAL = "credential";
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HttpSettings settings;
    private final CloseableHttpClient client;
    private final Answers answers;
    private final ScheduledThreadPoolExecutor timers;

    HttpNode(HttpSettings settings) {
        this.settings = settings;
        this.client = HttpClients.of(settings);
        this.answers = new Answers(Math.toIntExact(settings.maxResponse().toBytes()));
        this.timers = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("http-deadlines").factory());
        timers.setRemoveOnCancelPolicy(true);
    }

    @Override
    public String type() {
        return "http";
    }

    @Override
    public NodeOutcome run(NodeCall call) throws InterruptedException {
        OutgoingRequest request = RequestReader.read(call);
        BodyForm form = BodyForm.of(call.parameters().require("response").text());
        Optional<OpenCredential> credential = call.credential(CREDENTIAL);
        try (Deadline deadline = new Deadline(timers, limit(call.node()))) {
            Ending ending = follow(with(credential, request), form, deadline);
            if (ending.status() == HttpStatus.SC_UNAUTHORIZED && credential.isPresent()) {
                // A token can end before its time; with another one the call is made once more.
                Optional<OpenCredential> renewed = call.credentials().renew(credential.get());
                if (renewed.isPresent()) {
                    ending = follow(with(renewed, request), form, deadline);
                }
            }
            return ending.outcome();
        }
    }

    /**
     * How a call ended.
     *
     * @param status of the answer; 0 where there was none
     */
    private record Ending(NodeOutcome outcome, int status) {
        static Ending unanswered(NodeOutcome outcome) {
            return new Ending(outcome, 0);
        }
    }

    private static OutgoingRequest with(Optional<OpenCredential> credential, OutgoingRequest request) {
        return credential
                .map(open -> request.with(CredentialHeader.of(open)
                        .orElseThrow(() -> CredentialException.unusable(
                                "the credential '" + open.id() + "' of type '" + open.type()
                                        + "' authenticates no HTTP request",
                                CREDENTIAL))))
                .orElse(request);
    }

    private Ending follow(OutgoingRequest first, BodyForm form, Deadline deadline) throws InterruptedException {
        OutgoingRequest request = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpUriRequestBase sent = request.toSend();
            deadline.watch(sent);
            try (ClassicHttpResponse response = client.executeOpen(null, sent, HttpClientContext.create())) {
                Header location = response.getFirstHeader("Location");
                if (location == null || !REDIRECTS.contains(response.getCode())) {
                    return new Ending(answers.read(request, response, form), response.getCode());
                }
                request = request.redirected(response.getCode(), location.getValue());
            } catch (IOException e) {
                // The JDK closes a virtual thread's socket when the thread is interrupted.
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted during " + request.describe());
                }
                return Ending.unanswered(
                        deadline.hasPassed()
                                ? HttpFailures.timeout(request, "took too long")
                                : HttpFailures.connection(request, e));
            } catch (URISyntaxException e) {
                return Ending.unanswered(HttpFailures.redirect(
                        request, "redirected to an address that cannot be called: " + e.getReason()));
            }
        }
        return Ending.unanswered(HttpFailures.redirect(first, "more than " + MAX_REDIRECTS + " redirects"));
    }

    /** What the node says itself goes before the setting, also if it is longer. */
    private Duration limit(Node node) {
        return node.retry().flatMap(Retry::attemptTimeout).or(node::timeout).orElse(settings.requestTimeout());
    }

    @Override
    public void close() throws IOException {
        timers.shutdownNow();
        client.close();
    }
}
