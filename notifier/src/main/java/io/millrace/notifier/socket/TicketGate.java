package io.millrace.notifier.socket;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import io.millrace.web.Problems;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** Lets only those open a socket who bring a ticket. */
@Component
final class TicketGate implements HandshakeInterceptor {
    private static final String CLIENT = "client";

    private final Tickets tickets;
    private final Problems problems;
    private final SocketMetrics metrics;

    TicketGate(Tickets tickets, Problems problems, SocketMetrics metrics) {
        this.tickets = tickets;
        this.problems = problems;
        this.metrics = metrics;
    }

    /** The client that was let in. */
    static Client client(Map<String, Object> attributes) {
        if (attributes.get(CLIENT) instanceof Client client) {
            return client;
        }
        throw new IllegalStateException("a socket was opened past the gate");
    }

    @Override
    public boolean beforeHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            Map<String, Object> attributes)
            throws IOException {
        Optional<Client> client = Optional.ofNullable(
                        ((ServletServerHttpRequest) request).getServletRequest().getParameter("ticket"))
                .flatMap(tickets::redeem);
        if (client.isEmpty()) {
            metrics.ended("ticket");
            problems.write(
                    ((ServletServerHttpResponse) response).getServletResponse(),
                    new ProblemException(
                            ProblemType.UNAUTHENTICATED, "a ticket is needed that is fresh and was not used before"));
            return false;
        }
        attributes.put(CLIENT, client.get());
        return true;
    }

    @Override
    public void afterHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            @Nullable Exception exception) {
        // The handler opens the socket.
    }
}
