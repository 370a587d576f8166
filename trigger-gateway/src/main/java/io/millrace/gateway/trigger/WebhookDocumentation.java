package io.millrace.gateway.trigger;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.DocumentedProblems;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Webhooks in {@code /openapi.json}: their paths are the workflows', so no mapping says what they are. */
@Configuration(proxyBeanMethods = false)
class WebhookDocumentation {
    private static final List<ProblemType> REFUSALS = List.of(
            ProblemType.INVALID_BODY,
            ProblemType.UNAUTHENTICATED,
            ProblemType.FORBIDDEN,
            ProblemType.NOT_FOUND,
            ProblemType.METHOD_NOT_ALLOWED,
            ProblemType.BODY_TOO_SLOW,
            ProblemType.WORKFLOW_INACTIVE,
            ProblemType.BODY_TOO_LARGE,
            ProblemType.UNSUPPORTED_MEDIA_TYPE,
            ProblemType.IDEMPOTENCY_KEY_REUSED,
            ProblemType.IDEMPOTENCY_KEY_FAILED,
            ProblemType.RATE_LIMITED,
            ProblemType.OVERLOADED,
            ProblemType.EXECUTION_FAILED,
            ProblemType.AUTHENTICATION_UNAVAILABLE,
            ProblemType.LOG_UNAVAILABLE);

    @Bean
    OpenAPI webhooks() {
        return new OpenAPI()
                .paths(new Paths()
                        .addPathItem(
                                "/webhooks/{workflowId}/{path}",
                                calls(
                                        "Webhook",
                                        parameter("workflowId", "The workflow's id."),
                                        parameter(
                                                "path",
                                                "As the webhook's node says; it may have several segments, and those"
                                                        + " that begin with `:` there are any.")))
                        .addPathItem(
                                "/webhooks/{webhookId}",
                                calls(
                                        "WebhookById",
                                        parameter("webhookId", "The webhook's own or its test's unguessable id."))));
    }

    private static PathItem calls(String name, Parameter... parameters) {
        var calls = new PathItem();
        for (var method : List.of(
                PathItem.HttpMethod.GET,
                PathItem.HttpMethod.POST,
                PathItem.HttpMethod.PUT,
                PathItem.HttpMethod.PATCH,
                PathItem.HttpMethod.DELETE)) {
            var all = new ArrayList<>(List.of(parameters));
            all.add(header("Idempotency-Key", "The same key within the window gives the same execution."));
            all.add(header(Labels.HEADER, "Outside ids to find the execution by: `name=value`, up to 16."));
            calls.operation(method, call(method, name).parameters(all));
        }
        return calls;
    }

    private static Operation call(PathItem.HttpMethod method, String name) {
        var accepted = new ApiResponse()
                .description("Accepted: the execution is in the log")
                .content(new Content()
                        .addMediaType(
                                "application/json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/Started"))));
        var answered = new ApiResponse()
                .description("What the workflow answers, if the webhook waits for that")
                .content(new Content()
                        .addMediaType(
                                "*/*",
                                new MediaType()
                                        .schema(new Schema<>())
                                        .addExamples("thanks", new Example().value("Thank you"))));
        var call = new Operation()
                .operationId(method.name().toLowerCase(Locale.ROOT) + name)
                .addTagsItem("webhooks")
                .summary("Call a webhook")
                .description("It takes the methods, content types and signatures that its node names. Query, headers"
                        + " and body become the trigger.")
                .responses(new ApiResponses().addApiResponse("202", accepted).addApiResponse("default", answered));
        if (method != PathItem.HttpMethod.GET && method != PathItem.HttpMethod.DELETE) {
            call.requestBody(new RequestBody()
                    .description("What `trigger.body` is.")
                    .content(new Content()
                            .addMediaType(
                                    "*/*",
                                    new MediaType()
                                            .schema(new Schema<>())
                                            .addExamples("order", new Example().value(Map.of("id", "A-17"))))));
        }
        DocumentedProblems.add(call, REFUSALS);
        return call;
    }

    private static Parameter parameter(String name, String description) {
        return new Parameter()
                .in("path")
                .name(name)
                .required(true)
                .description(description)
                .schema(new StringSchema());
    }

    private static Parameter header(String name, String description) {
        return new Parameter().in("header").name(name).description(description).schema(new StringSchema());
    }
}
