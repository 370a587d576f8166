package io.millrace.gateway.definition;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.Caller;
import io.millrace.web.ProblemException;
import io.millrace.web.Refuses;
import io.millrace.web.WebSettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows owners their workflows. */
@RestController
@RequestMapping("/workflows")
@Tag(name = "workflows")
@Refuses({ProblemType.LOG_UNAVAILABLE, ProblemType.OVERLOADED})
final class WorkflowController {
    private final OwnWorkflows workflows;
    private final URI gateway;

    WorkflowController(OwnWorkflows workflows, WebSettings settings) {
        this.workflows = workflows;
        this.gateway = settings.publicUrls().gateway();
    }

    @GetMapping
    @Operation(summary = "List workflows, those that changed last first", operationId = "listWorkflows")
    @Refuses(ProblemType.INVALID_QUERY)
    Page<Views.Listed> list(
            Caller caller,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return Page.of(
                workflows.all(caller),
                state -> "%015d/%s".formatted(state.updatedAt().toEpochMilli(), state.workflowId()),
                state -> Views.listed(state, gateway),
                cursor,
                limit);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One workflow with its newest definition", operationId = "getWorkflow")
    @Refuses(ProblemType.NOT_FOUND)
    ResponseEntity<Views.Full> get(Caller caller, @PathVariable String id) {
        WorkflowState state = workflows.get(id, caller);
        return ResponseEntity.ok().eTag(Precondition.tag(state)).body(Views.full(state, gateway));
    }

    @GetMapping("/{id}/versions")
    @Operation(summary = "List a workflow's versions, newest first", operationId = "listWorkflowVersions")
    @Refuses({ProblemType.INVALID_QUERY, ProblemType.NOT_FOUND})
    Page<Views.ListedVersion> versions(
            Caller caller,
            @PathVariable String id,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        WorkflowState state = workflows.get(id, caller);
        return Page.of(
                state.versions().values().stream(),
                version -> "%010d".formatted(version.number()),
                version -> Views.listed(state, version),
                cursor,
                limit);
    }

    @GetMapping("/{id}/versions/{number}")
    @Operation(summary = "One version with its definition", operationId = "getWorkflowVersion")
    @Refuses(ProblemType.NOT_FOUND)
    Views.FullVersion version(Caller caller, @PathVariable String id, @PathVariable int number) {
        WorkflowState state = workflows.get(id, caller);
        return state.version(number)
                .map(version -> Views.full(state, version, gateway))
                .orElseThrow(() -> ProblemException.notFound("there is no version " + number));
    }
}
