package io.millrace.gateway.trigger;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.gateway.body.RequestBodies;
import io.millrace.gateway.definition.Definitions;
import io.millrace.gateway.door.Doors;
import io.millrace.gateway.idempotency.DeliveryKeys;
import io.millrace.web.Problems;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.support.HttpRequestHandlerServlet;

/** Gives webhooks their servlet. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
    /** The handler's name, by which the servlet of the same name finds it. */
    private static final String WEBHOOK = "webhook";

    @Bean(WEBHOOK)
    WebhookHandler handler(
            Definitions definitions,
            Doors doors,
            RequestBodies bodies,
            StoredHeaders headers,
            DeliveryKeys keys,
            Answers answers,
            Problems problems,
            MeterRegistry meters) {
        return new WebhookHandler(definitions, doors, bodies, headers, keys, answers, problems, meters);
    }

    @Bean
    ServletRegistrationBean<HttpRequestHandlerServlet> servlet() {
        var servlet = new ServletRegistrationBean<>(new HttpRequestHandlerServlet(), WebhookHandler.PREFIX + "*");
        servlet.setName(WEBHOOK);
        servlet.setLoadOnStartup(1);
        return servlet;
    }
}
