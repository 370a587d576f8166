package io.millrace.web;

import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP side of the contract, for a service to import. The service adds an {@link OpenPaths} bean. It is imported,
 * not found on the class path, because in the standalone system services without it share the class path.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSettings.class)
@Import({SecurityConfiguration.class, TokenConfiguration.class, ProblemAdvice.class, ProblemErrorController.class})
public class WebContract {
    @Bean
    Problems problems(JsonMapper json) {
        return new Problems(json);
    }

    @Bean
    Callers callers(WebSettings settings) {
        return new Callers(settings.ownerClaim());
    }

    @Bean
    WebMvcConfigurer callerArguments(Callers callers) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(callers);
            }
        };
    }
}
