package io.millrace.notifier;

import io.millrace.schemas.process.FatalErrors;
import io.millrace.web.OpenPaths;
import io.millrace.web.WebContract;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Kafka to sockets. {@code stream} reads the topics into a window of recent records and makes subscriptions;
 * {@code socket} lets clients in and writes to each what its subscriptions have for it.
 */
@SpringBootApplication
@Import(WebContract.class)
@EnableConfigurationProperties(NotifierSettings.class)
public class NotifierApplication {
    /** The service, ready to run. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(NotifierApplication.class).properties("spring.config.name=notifier");
    }

    /** Runs the service. */
    public static void main(String[] args) {
        FatalErrors.endTheProcess();
        application().run(args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** The socket is opened with a ticket, and there is nothing at the root yet. */
    @Bean
    OpenPaths openPaths() {
        return OpenPaths.of("/", "/socket");
    }
}
