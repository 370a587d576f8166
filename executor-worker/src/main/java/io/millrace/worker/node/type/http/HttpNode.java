package io.millrace.worker.node.type.http;

import io.millrace.schemas.credential.CredentialHeader;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.worker.node.CredentialException;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.SlowNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpStatus;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Calls an HTTP address; a status of 400 or more is a failure. */
@Component
@EnableConfigurationProperties(HttpSettings.class)
final class HttpNode implements SlowNode {

    private static final String CREDENTIAL = "credential";
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HttpSettings settings;
    private final OutgoingHttp http;

    HttpNode(HttpSettings settings, OutgoingHttp http) {
        this.settings = settings;
        this.http = http;
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
        try (Deadline deadline = http.deadline(call.node().attemptLimit(settings.requestTimeout()))) {
            Ended ending = follow(with(credential, request), form, deadline);
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

    /** What a request came to. */
    private sealed interface Step {}

    /** It goes on elsewhere. */
    private record Redirected(OutgoingRequest to) implements Step {}

    /**
     * The call ended.
     *
     * @param status of the answer; 0 where there was none
     */
    private record Ended(NodeOutcome outcome, int status) implements Step {
        static Ended unanswered(NodeOutcome outcome) {
            return new Ended(outcome, 0);
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

    private Ended follow(OutgoingRequest first, BodyForm form, Deadline deadline) throws InterruptedException {
        OutgoingRequest request = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            OutgoingRequest sent = request;
            switch (http.<Step>send(sent, deadline, answer -> step(sent, answer, form), Ended::unanswered)) {
                case Redirected redirected -> request = redirected.to();
                case Ended ended -> {
                    return ended;
                }
            }
        }
        return Ended.unanswered(HttpFailures.redirect(first, "more than " + MAX_REDIRECTS + " redirects"));
    }

    private Step step(OutgoingRequest request, ClassicHttpResponse response, BodyForm form) throws IOException {
        Header location = response.getFirstHeader("Location");
        if (location == null || !REDIRECTS.contains(response.getCode())) {
            return new Ended(http.answers().read(request, response, form), response.getCode());
        }
        try {
            return new Redirected(request.redirected(response.getCode(), location.getValue()));
        } catch (URISyntaxException e) {
            return Ended.unanswered(
                    HttpFailures.redirect(request, "redirected to an address that cannot be called: " + e.getReason()));
        }
    }
}
