package io.millrace.notifier.socket;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Caller;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /socket-tickets}: what a browser needs to open a socket. */
@RestController
@Tag(name = "live")
final class TicketController {
    private final Tickets tickets;

    TicketController(Tickets tickets) {
        this.tickets = tickets;
    }

    @Schema(name = "Ticket")
    record Answer(String ticket, Instant expiresAt) {}

    @PostMapping("/socket-tickets")
    @Operation(
            summary = "Get a ticket for a socket",
            operationId = "issueTicket",
            description = "A browser cannot send a token with a socket. The ticket is good once, for 30 s.")
    @Refuses(ProblemType.OVERLOADED)
    ResponseEntity<Answer> issue(Caller caller, @Parameter(hidden = true) @AuthenticationPrincipal Jwt token) {
        var ticket = tickets.issue(new Client(caller, Optional.ofNullable(token.getExpiresAt())));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Answer(ticket.text(), ticket.expires()));
    }
}
