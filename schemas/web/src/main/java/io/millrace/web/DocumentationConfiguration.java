package io.millrace.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.schemas.problem.ProblemType;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.PropertyCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;

/** What {@code /openapi.json} would otherwise not say, or say wrongly. */
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

    @Bean
    DocumentedRecords documentedRecords() {
        return new DocumentedRecords();
    }

    @Bean
    OperationCustomizer refusals() {
        return (operation, handler) -> {
            DocumentedProblems.add(operation, refusals(handler));
            return operation;
        };
    }

    @Bean
    OpenApiCustomizer texts(OpenPaths open, @Value("${spring.application.name:}") String service) {
        return api -> DocumentedTexts.of(service).ifPresent(texts -> new DocumentedCalls(open, texts).complete(api));
    }

    private static List<ProblemType> refusals(HandlerMethod handler) {
        return Stream.of(handler.getMethod(), handler.getBeanType())
                .flatMap(place -> AnnotatedElementUtils.findAllMergedAnnotations(place, Refuses.class).stream())
                .flatMap(refuses -> Arrays.stream(refuses.value()))
                .toList();
    }
}
