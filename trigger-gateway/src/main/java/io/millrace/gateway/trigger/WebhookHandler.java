package io.millrace.gateway.trigger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.auth.Challenges;
import io.millrace.gateway.body.RequestBodies;
import io.millrace.gateway.definition.Definitions;
import io.millrace.gateway.door.Door;
import io.millrace.gateway.door.Doors;
import io.millrace.gateway.idempotency.DeliveryKeys;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import io.millrace.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Webhooks: whatever the method and the content, a call becomes a trigger. They have a servlet of their own: finding a
 * controller for them and a converter for their answers took Spring MVC a quarter of the gateway's processor time.
 */
@Component(WebhookHandler.NAME)
final class WebhookHandler implements HttpRequestHandler {
    static final String NAME = "webhook";
    static final String PREFIX = "/webhooks/";

    private final Definitions definitions;
    private final Doors doors;
    private final RequestBodies bodies;
    private final StoredHeaders headers;
    private final DeliveryKeys keys;
    private final Answers answers;
    private final Problems problems;
    private final MeterRegistry meters;
    private final Map<String, Counter> outcomes = new ConcurrentHashMap<>();

    WebhookHandler(
            Definitions definitions,
            Doors doors,
            RequestBodies bodies,
            StoredHeaders headers,
            DeliveryKeys keys,
            Answers answers,
            Problems problems,
            MeterRegistry meters) {
        this.definitions = definitions;
        this.doors = doors;
        this.bodies = bodies;
        this.headers = headers;
        this.keys = keys;
        this.answers = answers;
        this.problems = problems;
        this.meters = meters;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServerHttpObservationFilter.findObservationContext(request)
                .ifPresent(observation -> observation.setPathPattern(PREFIX + "**"));
        String outcome = "failed";
        try {
            ResponseEntity<byte[]> answer = answer(request, response);
            outcome = "accepted"; // also if the caller does not wait for the answer
            write(answer, response);
        } catch (ProblemException e) {
            outcome = e.type().name().toLowerCase(Locale.ROOT).replace('_', '-');
            problems.answer(response, e);
        } catch (RuntimeException e) {
            problems.answer(response, e);
        } finally {
            outcomes.computeIfAbsent(outcome, known -> meters.counter("millrace.webhooks", "outcome", known))
                    .increment();
        }
    }

    /** With its length, so that head and body leave as one. */
    private static void write(ResponseEntity<byte[]> answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        byte[] body = answer.getBody();
        if (body != null) {
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    private ResponseEntity<byte[]> answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        String path = behindPrefix(request.getRequestURI());
        Map<String, Object> query = bodies.query(request.getQueryString());
        Optional<ResponseEntity<byte[]>> asked = question(method, path, query);
        if (asked.isPresent()) {
            return asked.get();
        }
        return switch (WebhookTargets.find(definitions.catalog(), method, path)) {
            case WebhookTarget.Found found -> start(request, response, query, found);
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

    /** A sender may ask whether the webhook is its own to call, by GET whatever method its deliveries have. */
    private Optional<ResponseEntity<byte[]>> question(String method, String path, Map<String, Object> query) {
        return Challenges.mayAsk(method, query)
                        && WebhookTargets.find(definitions.catalog(), "POST", path) instanceof WebhookTarget.Found found
                ? doors.answer(found.workflow(), doors.of(found.version(), found.nodeId()), query)
                : Optional.empty();
    }

    private ResponseEntity<byte[]> start(
            HttpServletRequest request,
            HttpServletResponse response,
            Map<String, Object> query,
            WebhookTarget.Found found)
            throws IOException {
        Door door = doors.of(found.version(), found.nodeId());
        doors.knock(found.workflow(), found.version(), door, request, response);
        byte[] body = bodies.bytes(request);
        Optional<ResponseEntity<byte[]>> answered = doors.enter(found.workflow(), found.nodeId(), door, request, body);
        if (answered.isPresent()) {
            return answered.get();
        }
        ByteBuffer data = TriggerData.webhook(
                bodies.json(request.getContentType(), body),
                door.rawBody() ? Optional.of(bodies.raw(request.getContentType(), body)) : Optional.empty(),
                request.getMethod(),
                headers.of(request, door.secretHeaders()),
                query,
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
                Optional.empty(),
                keys.ofWebhook(found.version(), found.nodeId(), found.test(), request, body, data)));
    }

    /** Percent-encoded as it came; empty for the bare prefix, with or without its slash. */
    static String behindPrefix(String uri) {
        return uri.length() < PREFIX.length() ? "" : uri.substring(PREFIX.length());
    }

    private static String allow(SequencedSet<String> allowed) {
        var methods = new ArrayList<>(allowed);
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }
}
