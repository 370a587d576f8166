package io.millrace.recorder.query;

import io.millrace.web.Problem;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;

/** What all calls of the history have in common in {@code /openapi.json}. */
@Configuration(proxyBeanMethods = false)
class HistoryDocumentation {
    private static final String PROBLEM = "Problem";
    private static final Map<String, String> PARAMETERS = Map.of(
            "id", "The execution's id.",
            "nodeId", "The node's id.",
            "limit", "How many there are on a page, 1 to 500.",
            "cursor", "The page before's `nextCursor`; what else is asked for is as it was then.");
    private static final Map<String, String> REFUSALS = Map.of(
            "400", "A parameter is not valid; `parameter` names it.",
            "401", "There is no valid bearer token.",
            "403", "The token lacks a claim, or the scope `admin` that `ownerId` needs.",
            "503", "The database does not answer; try again after `Retry-After` seconds.");

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
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getDescription() == null)
                    .forEach(parameter -> parameter.setDescription(PARAMETERS.get(parameter.getName())));
            operation.addParametersItem(new Parameter()
                    .in("query")
                    .name(Readers.PARAMETER)
                    .description("Whose history is read, or `*` for everybody's: for the scope `admin`, and written to"
                            + " the audit log. By default the caller's own.")
                    .schema(new StringSchema()));
            ApiResponses responses = operation.getResponses();
            Objects.requireNonNull(responses.get("200"), "every call has an answer")
                    .addHeaderObject(Answers.CURSOR, cursor());
            REFUSALS.forEach((status, text) -> responses.addApiResponse(status, refusal(text)));
            if (operation.getParameters().stream().anyMatch(parameter -> "path".equals(parameter.getIn()))) {
                responses.addApiResponse("404", refusal("There is no such thing, or it is another owner's."));
            }
            if ("getExecution".equals(operation.getOperationId())) {
                responses.addApiResponse("304", new ApiResponse().description("It has not changed."));
            }
            if ("exportExecutions".equals(operation.getOperationId())) {
                responses.addApiResponse("406", refusal("It cannot be had in an accepted form."));
                responses.addApiResponse("429", refusal("Too many exports are under way."));
            }
            return operation;
        };
    }

    @Bean
    OpenApiCustomizer historySchemas() {
        return api -> {
            ModelConverters.getInstance(true).readAll(Problem.class).forEach(api.getComponents()::addSchemas);
            DocumentedRecords.complete(api.getComponents().getSchemas());
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

    private static ApiResponse refusal(String text) {
        var schema = new Schema<>().$ref("#/components/schemas/" + PROBLEM);
        return new ApiResponse()
                .description(text)
                .content(new Content().addMediaType(Problem.MEDIA_TYPE, new MediaType().schema(schema)));
    }
}
