package io.millrace.gateway.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.GatewaySettings;
import io.millrace.web.Connections;
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
    /** Percent of the heap's share for those that are refused, or whose refused body is read to its end. */
    private static final int REFUSALS = 6;

    @Bean
    RequestTurns requestTurns(GatewaySettings settings, MeterRegistry meters) {
        // Whoever was admitted may wait for long; whoever comes meanwhile is refused at once.
        int admitted = Math.max(4, Heap.room(settings.requestMemoryPercent(), Admission.BASE_BYTES));
        return new RequestTurns(admitted + refusals(), meters);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connections(
            ConnectionSettings settings, GatewaySettings gateway, RequestTurns turns) {
        return factory -> {
            factory.setProtocol(HeaderDeadlineProtocol.class.getName());
            factory.addEngineValves(new SlowBodies(gateway.body().timeout(), refusals() / 2));
            Connections.bound(factory, turns, turns.atOnce());
            factory.addConnectorCustomizers(connector -> ((HeaderDeadlineProtocol) connector.getProtocolHandler())
                    .setHeaderBounds(settings.headerTimeout(), Heap.room(10, RequestTurns.BUFFER_BYTES)));
        };
    }

    private static int refusals() {
        return Math.max(4, Heap.room(REFUSALS, RequestTurns.BUFFER_BYTES));
    }
}
