package io.millrace.recorder.query;

import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Arrays;
import java.util.Objects;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;

/** What all calls of the history have in common in {@code /openapi.json}. */
@Configuration(proxyBeanMethods = false)
class HistoryDocumentation {
    static {
        // It comes from the token, and from a parameter that is described below.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Reader.class);
    }

    @Bean
    OperationCustomizer historyCalls() {
        return (operation, handler) -> {
            if (!reads(handler)) {
                return operation;
            }
            operation.addParametersItem(new Parameter()
                    .in("query")
                    .name(Readers.PARAMETER)
                    .description("Whose history is read, or `*` for everybody's: for the scope `admin`, and written to"
                            + " the audit log. By default the caller's own.")
                    .schema(new StringSchema()));
            ApiResponses responses = operation.getResponses();
            Objects.requireNonNull(responses.get("200"), "every call has an answer")
                    .addHeaderObject(Answers.CURSOR, cursor());
            if ("getExecution".equals(operation.getOperationId())) {
                responses.addApiResponse("304", new ApiResponse().description("It has not changed."));
            }
            return operation;
        };
    }

    private static boolean reads(HandlerMethod handler) {
        return Arrays.stream(handler.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == Reader.class);
    }

    private static Header cursor() {
        return new Header()
                .description("The place in the log up to which the answer is complete; live events go on from there.")
                .schema(new StringSchema());
    }
}
