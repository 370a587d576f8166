package io.millrace.notifier.socket;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.notifier.NotifierSettings;
import io.millrace.web.Connections;
import io.millrace.web.RequestTurns;
import io.millrace.web.WebSettings;
import java.time.Clock;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/** Opens {@code /socket} to whoever has a ticket, and to browsers on our own pages and the allowed ones. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class WebSocketConfiguration implements WebSocketConfigurer {
    /**
     * Bytes of each of the buffers that an idle socket keeps for itself: Tomcat's own 8 KB make 64 KB of it. Most
     * messages fit; longer ones go, and come, in pieces.
     */
    private static final int BUFFER = 2048;

    /** Characters of what has come of a client's message: these are short, and the longer ones come in pieces. */
    private static final int TEXT_BUFFER = 512;

    /** Bytes: a binary message ends its socket. */
    private static final int BINARY_BUFFER = 64;

    private static final String TOMCATS_BUFFER = "org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE";

    static {
        // Tomcat reads it once, when the first of its classes for sockets is used.
        if (System.getProperty(TOMCATS_BUFFER) == null) {
            System.setProperty(TOMCATS_BUFFER, String.valueOf(BUFFER));
        }
    }

    private final SocketHandler handler;
    private final TicketGate gate;
    private final WebSettings settings;

    WebSocketConfiguration(SocketHandler handler, TicketGate gate, WebSettings settings) {
        this.handler = handler;
        this.gate = gate;
        this.settings = settings;
    }

    @Bean
    static Tickets tickets(NotifierSettings settings, Clock clock) {
        return new Tickets(settings.tickets(), clock);
    }

    @Bean
    static ServletServerContainerFactoryBean messageBuffers() {
        var container = new ServletServerContainerFactoryBean();
        container.setMaxTextMessageBufferSize(TEXT_BUFFER);
        container.setMaxBinaryMessageBufferSize(BINARY_BUFFER);
        return container;
    }

    /**
     * For what comes and goes: requests until {@link AdmissionFilter} has them, and what happens on a socket. When a
     * thousand sockets end at once, these few turns let the messages of others in between.
     */
    @Bean
    static RequestTurns requestTurns(MeterRegistry meters) {
        return new RequestTurns(8 * Runtime.getRuntime().availableProcessors(), meters);
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> connections(RequestTurns turns) {
        return factory -> Connections.bound(factory, turns, AdmissionFilter.MOST_WAITING);
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(handler, "/socket")
                .setHandshakeHandler(new UncompressedHandshake())
                .addInterceptors(gate)
                .setAllowedOrigins(settings.cors().allowedOrigins().toArray(String[]::new));
    }
}
