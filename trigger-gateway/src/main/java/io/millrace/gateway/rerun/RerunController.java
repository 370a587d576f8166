package io.millrace.gateway.rerun;

import io.millrace.gateway.body.ReadsBody;
import io.millrace.gateway.body.RequestBodies;
import io.millrace.gateway.definition.OwnWorkflows;
import io.millrace.gateway.trigger.Accepted;
import io.millrace.gateway.trigger.Labels;
import io.millrace.gateway.trigger.TraceContext;
import io.millrace.gateway.trigger.TriggerRequest;
import io.millrace.gateway.trigger.Triggers;
import io.millrace.schemas.event.Rerun;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.Caller;
import io.millrace.web.Problem;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Lets owners run an execution again: a new one with the same trigger, and with what need not run again. */
@RestController
@Tag(name = "executions")
final class RerunController {
    /**
     * What is asked for.
     *
     * @param from {@code start}, {@code failed} or the id of a node at top level
     * @param version the version to run; by default the one that ran
     */
    record Request(@Nullable String from, @Nullable Integer version) {}

    private final OwnWorkflows workflows;
    private final RequestBodies bodies;
    private final OriginReader origins;
    private final Triggers triggers;
    private final Accepted accepted;

    RerunController(
            OwnWorkflows workflows, RequestBodies bodies, OriginReader origins, Triggers triggers, Accepted accepted) {
        this.workflows = workflows;
        this.bodies = bodies;
        this.origins = origins;
        this.triggers = triggers;
        this.accepted = accepted;
    }

    @PostMapping("/workflows/{id}/executions/{executionId}/rerun")
    @Operation(
            summary = "Run an execution again",
            operationId = "rerunExecution",
            description =
                    "A new execution with the same trigger: from the `start`, from what `failed`, or from a node at top"
                            + " level. Results that need not be made again are taken over.")
    @ApiResponse(responseCode = "202", description = "Accepted", useReturnTypeSchema = true)
    @Parameter(in = ParameterIn.HEADER, name = Labels.HEADER, schema = @Schema(type = "string"))
    @ReadsBody
    @Refuses({
        ProblemType.INVALID_BODY,
        ProblemType.NOT_FOUND,
        ProblemType.EXECUTION_UNFINISHED,
        ProblemType.OVERLOADED,
        ProblemType.LOG_UNAVAILABLE,
        ProblemType.RECORDER_UNAVAILABLE
    })
    ResponseEntity<Accepted.Started> rerun(
            Caller caller,
            @PathVariable String id,
            @PathVariable UUID executionId,
            @Parameter(hidden = true) @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            HttpServletRequest request)
            throws IOException {
        WorkflowState workflow = workflows.get(id, caller);
        Request wanted = bodies.value(request, Request.class);
        if (wanted.from() == null) {
            throw invalid("/from", "it is 'start', 'failed' or the id of a node");
        }
        RerunFrom from = RerunFrom.of(wanted.from());
        try (OriginReader.Reading reading = origins.read(executionId, authorization)) {
            Origin origin = reading.origin();
            if (!origin.workflowId().equals(id)) {
                throw ProblemException.notFound("the workflow has no such execution");
            }
            if (!origin.finished() && !(from instanceof RerunFrom.Start)) {
                throw new ProblemException(
                        ProblemType.EXECUTION_UNFINISHED,
                        "the execution is still " + origin.status() + "; it can be run again from the start");
            }
            PublishedVersion version = version(workflow, origin, wanted.version());
            Set<String> reusable = from.reusable(version.workflow())
                    .orElseThrow(() -> invalid(
                            "/from",
                            "version %d has no node '%s' at top level".formatted(version.number(), wanted.from())));
            var labels = new LinkedHashMap<>(origin.labels());
            labels.putAll(Labels.parse(request.getHeader(Labels.HEADER)));
            return accepted.answer(triggers.accept(new TriggerRequest(
                    workflow,
                    version,
                    triggerNode(version, origin),
                    origin.test(),
                    TriggerKind.RERUN,
                    Optional.of(caller.subject()),
                    labels,
                    TraceContext.of(request),
                    reading.triggerData(),
                    Optional.of(new Rerun(executionId, wanted.from(), reading.results(reusable))),
                    Optional.empty())));
        }
    }

    private static PublishedVersion version(WorkflowState workflow, Origin origin, @Nullable Integer wanted) {
        int number = wanted == null ? origin.workflowVersion() : wanted;
        return workflow.version(number).orElseThrow(() -> invalid("/version", "there is no version " + number));
    }

    private static String triggerNode(PublishedVersion version, Origin origin) {
        String node = origin.trigger().node();
        if (node == null) {
            throw ProblemException.notFound("what started the execution is not recorded");
        }
        if (version.workflow().triggers().stream()
                .noneMatch(trigger -> trigger.id().equals(node))) {
            throw invalid(
                    "/version",
                    "version %d has no trigger node '%s', at which the execution started"
                            .formatted(version.number(), node));
        }
        return node;
    }

    private static ProblemException invalid(String pointer, String message) {
        return new ProblemException(ProblemType.INVALID_REQUEST, "the execution cannot be run again so")
                .withErrors(List.of(new Problem.Flaw(pointer, message)));
    }
}
