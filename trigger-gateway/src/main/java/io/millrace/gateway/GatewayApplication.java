package io.millrace.gateway;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.process.FatalErrors;
import io.millrace.schemas.workflow.NodeTypes;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.web.OpenPaths;
import io.millrace.web.WebContract;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The gateway: definitions come in through {@code definition/}, webhooks and manual runs through {@code trigger/},
 * reruns through {@code rerun/}, what is asked of executions that exist through {@code command/} and {@code callback/};
 * all read bodies by {@code body/} and write records by {@code log/}.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewaySettings.class)
@Import(WebContract.class)
public class GatewayApplication {
    /** Starts the gateway alone. */
    public static void main(String[] args) {
        FatalErrors.endTheProcess();
        application().run(args);
    }

    /** The application, configured by {@code trigger-gateway.yaml}; for whoever starts it beside others. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(GatewayApplication.class).properties("spring.config.name=trigger-gateway");
    }

    /**
     * Webhooks carry no token; whatever else they need to show, their definition says. Callbacks have one of their own,
     * and who comes back from an OAuth server a state.
     */
    @Bean
    OpenPaths openPaths() {
        return OpenPaths.of("/webhooks/**", "/callbacks/*", "/oauth/callback");
    }

    @Bean
    EventRecords eventRecords() {
        return new EventRecords("trigger-gateway");
    }

    @Bean
    WorkflowParser workflowParser() {
        return new WorkflowParser(NodeTypes.onClassPath());
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
