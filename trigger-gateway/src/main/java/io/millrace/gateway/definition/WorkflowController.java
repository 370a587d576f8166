package io.millrace.gateway.definition;

import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.Caller;
import io.millrace.web.ProblemException;
import io.millrace.web.WebSettings;
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
final class WorkflowController {
    private final OwnWorkflows workflows;
    private final URI gateway;

    WorkflowController(OwnWorkflows workflows, WebSettings settings) {
        this.workflows = workflows;
        this.gateway = settings.publicUrls().gateway();
    }

    @GetMapping
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
    ResponseEntity<Views.Full> get(Caller caller, @PathVariable String id) {
        WorkflowState state = workflows.get(id, caller);
        return ResponseEntity.ok().eTag(Precondition.tag(state)).body(Views.full(state, gateway));
    }

    @GetMapping("/{id}/versions")
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
    Views.FullVersion version(Caller caller, @PathVariable String id, @PathVariable int number) {
        WorkflowState state = workflows.get(id, caller);
        return state.version(number)
                .map(version -> Views.full(state, version, gateway))
                .orElseThrow(() -> ProblemException.notFound("there is no version " + number));
    }
}
