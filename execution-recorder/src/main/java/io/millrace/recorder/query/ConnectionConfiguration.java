package io.millrace.recorder.query;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.web.Connections;
import io.millrace.web.Heap;
import io.millrace.web.RequestTurns;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connector that readers come in by. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
    /** Percent of the heap's share for requests under way; what is recorded meanwhile needs most of it. */
    private static final int REQUESTS = 25;

    @Bean
    static RequestTurns requestTurns(MeterRegistry meters) {
        return new RequestTurns(Math.max(16, Heap.room(REQUESTS, RequestTurns.BUFFER_BYTES)), meters);
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> connections(RequestTurns turns) {
        return factory -> Connections.bound(factory, turns, turns.atOnce());
    }
}
