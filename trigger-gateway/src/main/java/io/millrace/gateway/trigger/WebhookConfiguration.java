package io.millrace.gateway.trigger;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.support.HttpRequestHandlerServlet;

/** Gives webhooks their servlet, which finds the handler by the name that both have. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
    @Bean
    ServletRegistrationBean<HttpRequestHandlerServlet> webhookServlet() {
        var servlet = new ServletRegistrationBean<>(new HttpRequestHandlerServlet(), WebhookHandler.PREFIX + "*");
        servlet.setName(WebhookHandler.NAME);
        servlet.setLoadOnStartup(1);
        return servlet;
    }
}
