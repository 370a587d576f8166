package io.millrace.notifier.socket;

import io.millrace.notifier.NotifierSettings;
import io.millrace.web.WebSettings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/** Opens {@code /socket} to whoever has a ticket, and to browsers on our own pages and the allowed ones. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class WebSocketConfiguration implements WebSocketConfigurer {
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

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(handler, "/socket")
                .setHandshakeHandler(new UncompressedHandshake())
                .addInterceptors(gate)
                .setAllowedOrigins(settings.cors().allowedOrigins().toArray(String[]::new));
    }
}
