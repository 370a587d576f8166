package io.millrace.notifier.socket;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Caller;
import io.millrace.web.ProblemException;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /events}: one subscription over Server-Sent Events, on the request's own (virtual) thread. */
@RestController
@Tag(name = "live")
final class EventsController {
    private static final Logger log = LoggerFactory.getLogger(EventsController.class);

    private final Sockets sockets;
    private final Spread spread;

    EventsController(Sockets sockets, Spread spread) {
        this.sockets = sockets;
        this.spread = spread;
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "Follow events as they come",
            operationId = "followEvents",
            description = "Server-sent events of the caller's executions; each one's `id` is its cursor. What they say"
                    + " is what sockets say: `docs/live-events.md`.")
    @ApiResponse(
            responseCode = "200",
            description = "Events without end",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(type = "string", description = "A stream of events.")))
    @Refuses({ProblemType.INVALID_QUERY, ProblemType.OVERLOADED, ProblemType.LOG_UNAVAILABLE})
    void follow(
            Caller caller,
            @Parameter(hidden = true) @AuthenticationPrincipal Jwt token,
            @RequestParam Optional<String> workflowId,
            @RequestParam Optional<String> executionId,
            @RequestParam Optional<String> cursor,
            @RequestHeader("Last-Event-ID") Optional<String> lastEventId,
            HttpServletRequest http,
            HttpServletResponse response)
            throws IOException {
        Request request = Requests.subscribe(workflowId, executionId, lastEventId.or(() -> cursor));
        if (request instanceof Request.Invalid invalid) {
            throw new ProblemException(ProblemType.INVALID_QUERY, invalid.detail());
        }
        var client = new Client(caller, Optional.ofNullable(token.getExpiresAt()));
        sockets.refusal(client, SseTransport.MEMORY).ifPresent(reason -> {
            throw refused(reason);
        });
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Accel-Buffering", "no"); // nginx would wait for more
        var transport = new SseTransport(response.getOutputStream());
        Socket socket = sockets.add(client, transport);
        try {
            transport.begin(spread.waitMillis());
            AdmissionFilter.admitted(http);
            socket.ask(request);
            socket.run();
        } catch (IOException e) {
            log.debug("a client of {} was gone at once", caller.owner(), e);
        } finally {
            sockets.remove(socket);
        }
    }

    private static ProblemException refused(CloseReason reason) {
        ProblemType type = reason == CloseReason.TOO_MANY ? ProblemType.OVERLOADED : ProblemType.LOG_UNAVAILABLE;
        return new ProblemException(type, reason.text()).withHeader(HttpHeaders.RETRY_AFTER, "5");
    }
}
