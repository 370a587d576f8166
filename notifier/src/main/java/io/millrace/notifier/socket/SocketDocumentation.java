package io.millrace.notifier.socket;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.DocumentedProblems;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The socket in {@code /openapi.json}: how it is opened; what it says afterwards is the AsyncAPI document's. */
@Configuration(proxyBeanMethods = false)
class SocketDocumentation {
    @Bean
    OpenAPI socket() {
        var open = new Operation()
                .operationId("openSocket")
                .addTagsItem("live")
                .summary("Open a socket")
                .description("A WebSocket handshake, with the subprotocol `millrace.v1`: see `docs/live-events.md`.")
                .addParametersItem(new Parameter()
                        .in("query")
                        .name("ticket")
                        .required(true)
                        .description("From `POST /socket-tickets`.")
                        .schema(new StringSchema()))
                .responses(
                        new ApiResponses().addApiResponse("101", new ApiResponse().description("The socket is open")));
        DocumentedProblems.add(open, List.of(ProblemType.UNAUTHENTICATED, ProblemType.OVERLOADED));
        return new OpenAPI().paths(new Paths().addPathItem("/socket", new PathItem().get(open)));
    }
}
