package io.millrace.gateway.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.web.bind.annotation.RequestMethod.DELETE;
import static org.springframework.web.bind.annotation.RequestMethod.GET;
import static org.springframework.web.bind.annotation.RequestMethod.HEAD;
import static org.springframework.web.bind.annotation.RequestMethod.OPTIONS;
import static org.springframework.web.bind.annotation.RequestMethod.PATCH;
import static org.springframework.web.bind.annotation.RequestMethod.POST;
import static org.springframework.web.bind.annotation.RequestMethod.PUT;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.body.FormFields;
import io.millrace.gateway.body.RequestBodies;
import io.millrace.gateway.definition.Definitions;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Webhooks: whatever the method and the content, a call becomes a trigger. */
@RestController
final class WebhookController {
    private static final String PREFIX = "/webhooks/";

    private final Definitions definitions;
    private final RequestBodies bodies;
    private final StoredHeaders headers;
    private final Answers answers;
    private final MeterRegistry meters;

    WebhookController(
            Definitions definitions,
            RequestBodies bodies,
            StoredHeaders headers,
            Answers answers,
            MeterRegistry meters) {
        this.definitions = definitions;
        this.bodies = bodies;
        this.headers = headers;
        this.answers = answers;
        this.meters = meters;
    }

    // All methods by name: Spring would answer OPTIONS by itself if none were named.
    @RequestMapping(
            path = PREFIX + "**",
            method = {GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS})
    ResponseEntity<?> receive(HttpServletRequest request) throws IOException {
        String outcome = "failed";
        try {
            var answer = answer(request);
            outcome = "accepted";
            return answer;
        } catch (ProblemException e) {
            outcome = e.type().name().toLowerCase(Locale.ROOT).replace('_', '-');
            throw e;
        } finally {
            meters.counter("millrace.webhooks", "outcome", outcome).increment();
        }
    }

    private ResponseEntity<?> answer(HttpServletRequest request) throws IOException {
        String method = request.getMethod();
        String path = request.getRequestURI().substring(PREFIX.length());
        return switch (WebhookTargets.find(definitions.catalog(), method, path)) {
            case WebhookTarget.Found found -> start(request, found);
            case WebhookTarget.WrongMethod(var allowed)
            when method.equals("OPTIONS") ->
                ResponseEntity.noContent()
                        .header(HttpHeaders.ALLOW, allow(allowed))
                        .build();
            case WebhookTarget.WrongMethod(var allowed) ->
                throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "the webhook does not take " + method)
                        .withHeader(HttpHeaders.ALLOW, allow(allowed));
            case WebhookTarget.Inactive(var workflowId) ->
                throw new ProblemException(
                        ProblemType.WORKFLOW_INACTIVE, "workflow '" + workflowId + "' has no live version");
            case WebhookTarget.NotFound() -> throw ProblemException.notFound("there is no webhook at this path");
        };
    }

    private ResponseEntity<?> start(HttpServletRequest request, WebhookTarget.Found found) throws IOException {
        ByteBuffer data = TriggerData.webhook(
                bodies.json(request),
                request.getMethod(),
                headers.of(request),
                query(request.getQueryString()),
                found.params());
        return answers.start(new TriggerRequest(
                found.workflow(),
                found.version(),
                found.nodeId(),
                found.test(),
                TriggerKind.WEBHOOK,
                Optional.empty(),
                Labels.parse(request.getHeader(Labels.HEADER)),
                TraceContext.of(request),
                data,
                Optional.empty()));
    }

    private static Map<String, Object> query(@Nullable String query) {
        return query == null ? Map.of() : FormFields.parse(query, UTF_8);
    }

    private static String allow(SequencedSet<String> allowed) {
        var methods = new ArrayList<>(allowed);
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }
}
