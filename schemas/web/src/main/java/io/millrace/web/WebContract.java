package io.millrace.web;

import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * The HTTP side of the contract, for a service to import. The service adds an {@link OpenPaths} bean. It is imported,
 * not found on the class path, because in the standalone system services without it share the class path.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSettings.class)
@Import({
    SecurityConfiguration.class,
    TokenConfiguration.class,
    DocumentationConfiguration.class,
    ProblemAdvice.class,
    ProblemErrorController.class
})
public class WebContract {
    @Bean
    Problems problems(JsonMapper json) {
        return new Problems(json);
    }

    @Bean
    MalformedRequestFilter malformedRequests(Problems problems) {
        return new MalformedRequestFilter(problems);
    }

    @Bean
    Callers callers(WebSettings settings) {
        return new Callers(settings.ownerClaim());
    }

    /** Times are RFC 3339 in UTC, always with milliseconds, so that they also sort as text. */
    @Bean
    JsonMapperBuilderCustomizer times() {
        var milliseconds = new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
        var module = new SimpleModule("times").addSerializer(Instant.class, new StdSerializer<>(Instant.class) {
            @Override
            public void serialize(Instant time, JsonGenerator json, SerializationContext context) {
                json.writeString(milliseconds.format(time));
            }
        });
        return builder -> builder.addModule(module);
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
