package io.millrace.gateway.definition;

import io.millrace.gateway.body.ReadsBody;
import io.millrace.gateway.body.RequestBodies;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.ParseResult;
import io.millrace.schemas.workflow.Workflow;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.Caller;
import io.millrace.web.Problem;
import io.millrace.web.ProblemException;
import io.millrace.web.Refuses;
import io.millrace.web.WebSettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Lets owners change their workflows. */
@RestController
@RequestMapping("/workflows/{id}")
@Tag(name = "workflows")
@Refuses({
    ProblemType.PRECONDITION_FAILED,
    ProblemType.WORKFLOW_ID_TAKEN,
    ProblemType.LOG_UNAVAILABLE,
    ProblemType.OVERLOADED
})
final class ChangeController {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private final Publisher publisher;
    private final OwnWorkflows workflows;
    private final RequestBodies bodies;
    private final WorkflowParser parser;
    private final List<DefinitionCheck> checks;
    private final URI gateway;

    ChangeController(
            Publisher publisher,
            OwnWorkflows workflows,
            RequestBodies bodies,
            WorkflowParser parser,
            List<DefinitionCheck> checks,
            WebSettings settings) {
        this.publisher = publisher;
        this.workflows = workflows;
        this.bodies = bodies;
        this.parser = parser;
        this.checks = List.copyOf(checks);
        this.gateway = settings.publicUrls().gateway();
    }

    @PutMapping
    @Operation(
            summary = "Publish a workflow",
            operationId = "putWorkflow",
            description =
                    "An equal definition makes no new version. Once this is answered, the workflow's webhooks work.")
    @ApiResponse(responseCode = "200", description = "Changed, or as it was", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "201", description = "Created", useReturnTypeSchema = true)
    @ReadsBody
    @Refuses({ProblemType.INVALID_DEFINITION, ProblemType.INVALID_QUERY})
    ResponseEntity<Views.Changed> put(
            Caller caller,
            @PathVariable String id,
            @RequestParam(defaultValue = "true") boolean live,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch,
            HttpServletRequest request)
            throws IOException {
        if (!ID.matcher(id).matches()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "a workflow id has 1 to 63 of a-z, 0-9, _ and -, and begins with a letter or a digit");
        }
        Workflow wanted = parsed(bodies.bytes(request));
        check(caller, id, wanted);
        Publisher.Outcome outcome = publisher.change(
                id,
                caller,
                Precondition.of(ifMatch, ifNoneMatch),
                (origin, known) -> Changes.put(origin, known, wanted, !live, WebhookSecrets::next));
        var answer = outcome.created()
                ? ResponseEntity.created(URI.create(gateway + "/workflows/" + id))
                : ResponseEntity.ok();
        return body(answer, outcome.state());
    }

    @PostMapping("/live")
    @Operation(
            summary = "Make a version live, or none",
            operationId = "setLiveVersion",
            description = "Executions that run keep their version. Without a live version webhooks are answered 409.")
    @ReadsBody
    @Refuses({ProblemType.INVALID_DEFINITION, ProblemType.INVALID_BODY, ProblemType.NOT_FOUND})
    ResponseEntity<Views.Changed> live(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            HttpServletRequest request)
            throws IOException {
        Optional<Integer> version = version(bodies.value(request, JsonNode.class));
        Publisher.Outcome outcome = own(id, caller, ifMatch, (origin, state) -> {
            version.ifPresent(number -> check(
                    caller,
                    id,
                    state.version(number)
                            .orElseThrow(() -> invalid("there is no version " + number))
                            .workflow()));
            return Changes.live(origin, state, version, state.name());
        });
        return body(ResponseEntity.ok(), outcome.state());
    }

    @DeleteMapping
    @Operation(
            summary = "Delete a workflow",
            operationId = "deleteWorkflow",
            description = "Its history stays, and its id stays its owner's.")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @Refuses(ProblemType.NOT_FOUND)
    ResponseEntity<Void> delete(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        own(id, caller, ifMatch, (origin, state) -> Optional.of(Changes.delete(origin, state)));
        return ResponseEntity.noContent().build();
    }

    private interface Decision {
        Optional<Change> of(Changes.Origin origin, WorkflowState state);
    }

    private Publisher.Outcome own(String id, Caller caller, @Nullable String ifMatch, Decision decision) {
        workflows.get(id, caller); // what is not there, or another's, is not changed but not found
        return publisher.change(
                id,
                caller,
                Precondition.of(ifMatch, null),
                (origin, known) -> decision.of(origin, workflows.get(id, caller)));
    }

    private Workflow parsed(byte[] body) {
        return switch (parser.parse(body)) {
            case ParseResult.Valid(Workflow workflow) -> workflow;
            case ParseResult.Invalid(var problems) -> throw refused(problems);
        };
    }

    /** What a definition refers to must be there, also when an old version becomes live again. */
    private void check(Caller caller, String id, Workflow workflow) {
        var problems = checks.stream()
                .flatMap(check -> check.problems(caller.owner(), id, workflow).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw refused(problems);
        }
    }

    private static ProblemException refused(List<io.millrace.schemas.workflow.Problem> problems) {
        return new ProblemException(
                        ProblemType.INVALID_DEFINITION,
                        problems.size() == 1 ? "there is 1 problem" : "there are " + problems.size() + " problems")
                .withErrors(problems.stream()
                        .map(problem -> new Problem.Flaw(problem.pointer(), problem.message()))
                        .toList());
    }

    private static Optional<Integer> version(JsonNode body) {
        JsonNode version = body.path("version");
        if (version.isNull()) {
            return Optional.empty();
        }
        if (!version.isInt()) {
            throw invalid("it must be the number of a version, or null");
        }
        return Optional.of(version.intValue());
    }

    private static ProblemException invalid(String message) {
        return new ProblemException(ProblemType.INVALID_REQUEST, "the version cannot be made live")
                .withErrors(List.of(new Problem.Flaw("/version", message)));
    }

    private ResponseEntity<Views.Changed> body(ResponseEntity.BodyBuilder answer, WorkflowState state) {
        return answer.eTag(Precondition.tag(state)).body(Views.changed(state, gateway));
    }
}
