package io.millrace.notifier.socket;

import io.millrace.notifier.NotifierSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/** {@code GET /socket}: gives each WebSocket its thread and hands it what the client sends. */
@Component
final class SocketHandler extends AbstractWebSocketHandler implements SubProtocolCapable {
    static final String PROTOCOL = "millrace.v1";

    private static final Logger log = LoggerFactory.getLogger(SocketHandler.class);

    private final Sockets sockets;
    private final NotifierSettings.Sockets limits;
    private final Map<String, Talk> bySession = new ConcurrentHashMap<>();

    /**
     * A socket and what has come of a message that has not ended; sessions are handed what comes one after the other.
     */
    private record Talk(Socket socket, StringBuilder begun) {}

    SocketHandler(Sockets sockets, NotifierSettings settings) {
        this.sockets = sockets;
        this.limits = settings.sockets();
    }

    @Override
    public List<String> getSubProtocols() {
        return List.of(PROTOCOL);
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        var transport = new WebSocketTransport(session, limits.sendTimeout());
        Socket socket = sockets.add(TicketGate.client(session.getAttributes()), transport);
        bySession.put(session.getId(), new Talk(socket, new StringBuilder(0)));
        Thread.ofVirtual().name("socket-" + session.getId()).start(() -> {
            try {
                socket.run();
            } finally {
                bySession.remove(session.getId());
                sockets.remove(socket);
            }
        });
    }

    /** In pieces, so that no socket has to hold a buffer for the longest that there may be. */
    @Override
    public boolean supportsPartialMessages() {
        return true;
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        Talk talk = bySession.get(session.getId());
        if (talk == null) {
            return;
        }
        StringBuilder begun = talk.begun().append(message.getPayload());
        if (begun.length() > limits.messageSize().toBytes()) {
            talk.socket().close(CloseReason.TOO_LONG);
        } else if (!message.isLast()) {
            return;
        } else {
            talk.socket().ask(Requests.read(begun.toString()));
        }
        begun.setLength(0);
        begun.trimToSize();
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
        with(session, socket -> socket.close(CloseReason.NOT_TEXT));
    }

    @Override
    protected void handlePongMessage(WebSocketSession session, PongMessage message) {
        with(session, Socket::heard);
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable failure) {
        log.debug("the connection of a client broke", failure);
        with(session, socket -> socket.close(CloseReason.GONE));
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        boolean broke = status.getCode() == CloseStatus.NO_CLOSE_FRAME.getCode();
        with(session, socket -> socket.close(broke ? CloseReason.GONE : CloseReason.DONE));
    }

    private void with(WebSocketSession session, Consumer<Socket> action) {
        Talk talk = bySession.get(session.getId());
        if (talk != null) {
            action.accept(talk.socket());
        }
    }
}
