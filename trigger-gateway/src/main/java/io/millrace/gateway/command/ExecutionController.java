package io.millrace.gateway.command;

import io.millrace.gateway.definition.OwnWorkflows;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Caller;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lets owners end and delete executions. Whether there is such an execution, and whether it belongs to the workflow, is
 * for those to see who know it: they obey or do not.
 */
@RestController
@RequestMapping("/workflows/{id}/executions/{executionId}")
@Tag(name = "executions")
@Refuses({ProblemType.NOT_FOUND, ProblemType.OVERLOADED, ProblemType.LOG_UNAVAILABLE})
final class ExecutionController {
    /** The answer: what was asked is in the log and will be done. */
    record Asked(UUID executionId) {}

    private final OwnWorkflows workflows;
    private final Commands commands;

    ExecutionController(OwnWorkflows workflows, Commands commands) {
        this.workflows = workflows;
        this.commands = commands;
    }

    @PostMapping("/cancel")
    @Operation(
            summary = "End an execution",
            operationId = "cancelExecution",
            description = "What runs is interrupted, the rest is skipped; one that has ended stays as it is.")
    @ApiResponse(responseCode = "202", description = "Asked; it will be done", useReturnTypeSchema = true)
    ResponseEntity<Asked> cancel(Caller caller, @PathVariable String id, @PathVariable UUID executionId) {
        cancel(context(caller, id, executionId), caller);
        return ResponseEntity.accepted().body(new Asked(executionId));
    }

    /** What runs is cancelled first; the records are on one partition, so they are read in this order. */
    @DeleteMapping
    @Operation(
            summary = "Delete an execution",
            operationId = "deleteExecution",
            description = "Its history goes; if it still runs, it is ended first.")
    @ApiResponse(responseCode = "202", description = "Asked; it will be done", useReturnTypeSchema = true)
    ResponseEntity<Asked> delete(Caller caller, @PathVariable String id, @PathVariable UUID executionId) {
        CommandContext context = context(caller, id, executionId);
        cancel(context, caller);
        commands.append(new ExecutionDeleted(context, caller.subject()), UUID.randomUUID());
        return ResponseEntity.accepted().body(new Asked(executionId));
    }

    private void cancel(CommandContext context, Caller caller) {
        commands.append(new CancelRequested(context, caller.subject()), UUID.randomUUID());
    }

    private CommandContext context(Caller caller, String workflowId, UUID executionId) {
        String owner = workflows.evenDeleted(workflowId, caller).ownerId();
        return commands.context(executionId, workflowId, owner);
    }
}
