package io.millrace.gateway.trigger;

import io.millrace.gateway.body.ReadsBody;
import io.millrace.gateway.body.RequestBodies;
import io.millrace.gateway.definition.OwnWorkflows;
import io.millrace.gateway.idempotency.DeliveryKeys;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.Workflow;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.Caller;
import io.millrace.web.ProblemException;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Manual runs: owners start their workflows themselves, also inactive ones; the body is the trigger's. */
@RestController
@Tag(name = "executions")
final class ManualRunController {
    private static final String MANUAL = "manual";

    private final OwnWorkflows workflows;
    private final RequestBodies bodies;
    private final DeliveryKeys keys;
    private final Triggers triggers;
    private final Accepted accepted;

    ManualRunController(
            OwnWorkflows workflows, RequestBodies bodies, DeliveryKeys keys, Triggers triggers, Accepted accepted) {
        this.workflows = workflows;
        this.bodies = bodies;
        this.keys = keys;
        this.triggers = triggers;
        this.accepted = accepted;
    }

    @PostMapping("/workflows/{id}/executions")
    @Operation(
            summary = "Start a workflow by hand",
            operationId = "startExecution",
            description = "An inactive one too. The body, of any content type, is the trigger's.")
    @ApiResponse(responseCode = "202", description = "Accepted", useReturnTypeSchema = true)
    @Parameter(in = ParameterIn.HEADER, name = "Idempotency-Key", schema = @Schema(type = "string"))
    @Parameter(in = ParameterIn.HEADER, name = Labels.HEADER, schema = @Schema(type = "string"))
    @ReadsBody
    @Refuses({
        ProblemType.INVALID_QUERY,
        ProblemType.INVALID_BODY,
        ProblemType.NOT_FOUND,
        ProblemType.IDEMPOTENCY_KEY_REUSED,
        ProblemType.OVERLOADED,
        ProblemType.LOG_UNAVAILABLE
    })
    ResponseEntity<Accepted.Started> run(
            Caller caller,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer version,
            @RequestParam(required = false) @Nullable String node,
            @RequestParam(defaultValue = "false") boolean test,
            HttpServletRequest request)
            throws IOException {
        WorkflowState workflow = workflows.get(id, caller);
        PublishedVersion chosen = version(workflow, version);
        String trigger = trigger(chosen.workflow(), node);
        byte[] body = bodies.bytes(request);
        return accepted.answer(triggers.accept(new TriggerRequest(
                workflow,
                chosen,
                trigger,
                test,
                TriggerKind.MANUAL,
                Optional.of(caller.subject()),
                Labels.parse(request.getHeader(Labels.HEADER)),
                TraceContext.of(request),
                TriggerData.manual(bodies.json(request.getContentType(), body)),
                Optional.empty(),
                keys.ofManualRun(chosen, trigger, test, request, body))));
    }

    /** The one asked for; else the live one; else the newest. */
    private static PublishedVersion version(WorkflowState workflow, @Nullable Integer number) {
        return Optional.ofNullable(number)
                .map(workflow::version)
                .orElseGet(() -> workflow.live().or(workflow::latest))
                .orElseThrow(() -> ProblemException.invalidQuery("version", "there is no version " + number));
    }

    /** The node asked for; else the only trigger; else the manual one. */
    static String trigger(Workflow workflow, @Nullable String nodeId) {
        List<Node> triggers = workflow.triggers();
        if (nodeId != null) {
            return triggers.stream()
                    .map(Node::id)
                    .filter(nodeId::equals)
                    .findFirst()
                    .orElseThrow(
                            () -> ProblemException.invalidQuery("node", "there is no trigger node '" + nodeId + "'"));
        }
        if (triggers.size() == 1) {
            return triggers.getFirst().id();
        }
        List<Node> manual =
                triggers.stream().filter(node -> node.type().equals(MANUAL)).toList();
        if (manual.size() == 1) {
            return manual.getFirst().id();
        }
        throw ProblemException.invalidQuery("node", "the workflow has several triggers; name the one to start at");
    }
}
