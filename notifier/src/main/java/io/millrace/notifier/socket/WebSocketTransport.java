package io.millrace.notifier.socket;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/** To a client over a WebSocket. */
final class WebSocketTransport implements Transport {
    private static final Logger log = LoggerFactory.getLogger(WebSocketTransport.class);
    /** Tomcat's; its own default is 20 seconds. */
    private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    /** Bytes: its six buffers, its subscription, its thread's stack, a message on its way. */
    static final int MEMORY = 20 * 1024;

    private final WebSocketSession session;

    WebSocketTransport(WebSocketSession session, Duration sendTimeout) {
        this.session = session;
        if (session instanceof NativeWebSocketSession spring
                && spring.getNativeSession() instanceof jakarta.websocket.Session tomcats) {
            tomcats.getUserProperties().put(SEND_TIMEOUT, sendTimeout.toMillis());
        }
    }

    @Override
    public int memory() {
        return MEMORY;
    }

    @Override
    public void send(String message, String cursor) throws IOException {
        try {
            session.sendMessage(new TextMessage(message));
        } catch (IllegalStateException e) {
            throw new IOException("the session has ended", e);
        }
    }

    @Override
    public boolean heartbeat() throws IOException {
        try {
            session.sendMessage(new PingMessage());
        } catch (IllegalStateException e) {
            throw new IOException("the session has ended", e);
        }
        return true;
    }

    @Override
    public void close(CloseReason reason, String farewell) {
        try {
            if (!reason.isUnheard() && session.isOpen()) {
                session.sendMessage(new TextMessage(farewell));
            }
            session.close(reason.status());
        } catch (IOException | IllegalStateException e) {
            log.debug("a client was gone before it was told {}", reason, e);
        }
    }
}
