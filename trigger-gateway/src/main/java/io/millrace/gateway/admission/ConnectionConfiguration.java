package io.millrace.gateway.admission;

import io.millrace.gateway.GatewaySettings;
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
    private static final String BUFFER = "4096";

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> headerDeadlines(
            ConnectionSettings settings, GatewaySettings gateway) {
        return factory -> {
            factory.setProtocol(HeaderDeadlineProtocol.class.getName());
            factory.addEngineValves(new SlowBodies(gateway.body().timeout()));
            factory.addConnectorCustomizers(connector -> {
                connector.setProperty(
                        "headerTimeout", String.valueOf(settings.headerTimeout().toMillis()));
                connector.setProperty("socket.appReadBufSize", BUFFER);
                connector.setProperty("socket.appWriteBufSize", BUFFER);
            });
        };
    }
}
