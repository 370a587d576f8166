package io.millrace.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Arrays;
import org.springdoc.core.customizers.PropertyCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code /openapi.json} would otherwise say wrongly. */
@Configuration(proxyBeanMethods = false)
class DocumentationConfiguration {
    static {
        // It comes from the token, and is no parameter of the request.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    /** JSON that is passed on as it is can be any value, though a text holds it here. */
    @Bean
    PropertyCustomizer rawJson() {
        return (schema, type) -> {
            var annotations = type.getCtxAnnotations();
            boolean raw = annotations != null
                    && Arrays.stream(annotations).anyMatch(annotation -> annotation instanceof JsonRawValue);
            return raw ? new Schema<>().description(schema.getDescription()) : schema;
        };
    }
}
