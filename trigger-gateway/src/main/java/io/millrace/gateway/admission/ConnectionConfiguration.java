package io.millrace.gateway.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.GatewaySettings;
import io.millrace.web.Heap;
import io.millrace.web.RequestTurns;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connector that callers come in by. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionSettings.class)
class ConnectionConfiguration {
    /** Smaller than Tomcat's 8 KB, because idle connections are many; what is longer goes in pieces. */
    private static final String BUFFER = "2048";

    /** What an idle connection takes, with its two buffers. */
    private static final int CONNECTION_BYTES = 8 * 1024;

    /** Percent of the heap's share for those that are refused, or whose refused body is read to its end. */
    private static final int REFUSALS = 6;

    @Bean
    RequestTurns requestTurns(GatewaySettings settings, MeterRegistry meters) {
        // Whoever was admitted may wait for long; whoever comes meanwhile is refused at once.
        int admitted = Math.max(4, number(settings.requestMemoryPercent(), Admission.BASE_BYTES));
        return new RequestTurns(admitted + refusals(), meters);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connections(
            ConnectionSettings settings, GatewaySettings gateway, RequestTurns turns) {
        return factory -> {
            factory.setProtocol(HeaderDeadlineProtocol.class.getName());
            factory.addEngineValves(new SlowBodies(gateway.body().timeout(), refusals() / 2));
            // Behind Spring Boot's own, which set its executor and server.tomcat.max-connections.
            factory.addConnectorCustomizers(connector -> {
                connector.setProperty("socket.appReadBufSize", BUFFER);
                connector.setProperty("socket.appWriteBufSize", BUFFER);
                bound((HeaderDeadlineProtocol) connector.getProtocolHandler(), settings, turns);
            });
        };
    }

    private static void bound(HeaderDeadlineProtocol protocol, ConnectionSettings settings, RequestTurns turns) {
        protocol.setExecutor(turns);
        protocol.setProcessorCache(turns.atOnce());
        protocol.setMaxConnections(Math.min(protocol.getMaxConnections(), number(25, CONNECTION_BYTES)));
        protocol.setHeaderBounds(settings.headerTimeout(), number(10, RequestTurns.BUFFER_BYTES));
    }

    private static int refusals() {
        return Math.max(4, number(REFUSALS, RequestTurns.BUFFER_BYTES));
    }

    /** How many of so many bytes a part of the heap holds. */
    private static int number(int percent, int bytes) {
        return Math.toIntExact(Math.min(Heap.share(percent) / bytes, Integer.MAX_VALUE));
    }
}
