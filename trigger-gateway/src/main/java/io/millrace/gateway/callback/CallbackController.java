package io.millrace.gateway.callback;

import io.millrace.gateway.body.ReadsBody;
import io.millrace.gateway.body.RequestBodies;
import io.millrace.gateway.command.Commands;
import io.millrace.schemas.callback.CallbackKeys;
import io.millrace.schemas.callback.CallbackToken;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes callbacks. The token says what waits, so nothing is looked up here, and a callback that comes early, late or
 * twice is taken like any other: the worker knows what it is.
 */
@RestController
@Tag(name = "callbacks")
final class CallbackController {
    /** The answer. */
    record Taken(UUID callbackId) {}

    private final CallbackKeys keys;
    private final RequestBodies bodies;
    private final Commands commands;

    CallbackController(CallbackKeys keys, RequestBodies bodies, Commands commands) {
        this.keys = keys;
        this.bodies = bodies;
        this.commands = commands;
    }

    @PostMapping("/callbacks/{token}")
    @Operation(
            summary = "End a wait",
            operationId = "callBack",
            description =
                    "The body, of any content type, is the value that the wait ends with; `{\"error\": …}` ends it"
                            + " with an error. A callback that comes before its wait is kept, a repeated one is without effect.")
    @ApiResponse(responseCode = "202", description = "Taken", useReturnTypeSchema = true)
    @ReadsBody
    @Refuses({ProblemType.INVALID_BODY, ProblemType.NOT_FOUND, ProblemType.OVERLOADED, ProblemType.LOG_UNAVAILABLE})
    ResponseEntity<Taken> receive(@PathVariable String token, HttpServletRequest request) throws IOException {
        CallbackToken waiting =
                keys.verify(token).orElseThrow(() -> ProblemException.notFound("there is no callback at this address"));
        UUID callbackId = UUID.randomUUID();
        var callback = CallbackReceived.newBuilder()
                .setContext(commands.context(waiting.executionId(), waiting.workflowId(), waiting.ownerId()))
                .setNodeId(waiting.nodeId())
                .setIteration(waiting.iteration())
                .setCallbackId(callbackId);
        switch (CallbackBody.of(bodies.json(request))) {
            case CallbackBody.Value(var json) -> callback.setBody(json);
            case CallbackBody.Fault error -> callback.setError(failure(waiting, error));
        }
        commands.append(callback.build(), callbackId);
        return ResponseEntity.accepted()
                .contentType(MediaType.APPLICATION_JSON) // whatever else the caller would rather accept
                .body(new Taken(callbackId));
    }

    private static Failure failure(CallbackToken waiting, CallbackBody.Fault error) {
        return Failure.newBuilder()
                .setType(error.type())
                .setMessage(error.message())
                .setNodeId(waiting.nodeId())
                .setDetails(error.details().orElse(null))
                .build();
    }
}
