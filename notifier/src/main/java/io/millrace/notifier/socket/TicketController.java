package io.millrace.notifier.socket;

import io.millrace.web.Caller;
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
final class TicketController {
    private final Tickets tickets;

    TicketController(Tickets tickets) {
        this.tickets = tickets;
    }

    record Answer(String ticket, Instant expiresAt) {}

    @PostMapping("/socket-tickets")
    ResponseEntity<Answer> issue(Caller caller, @AuthenticationPrincipal Jwt token) {
        var ticket = tickets.issue(new Client(caller, Optional.ofNullable(token.getExpiresAt())));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Answer(ticket.text(), ticket.expires()));
    }
}
