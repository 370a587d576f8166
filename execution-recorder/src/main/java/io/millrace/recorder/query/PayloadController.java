package io.millrace.recorder.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.recorder.json.PlainText;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers payloads whole, byte for byte, however long they are. */
@RestController
@RequestMapping("/executions/{id}")
@Tag(name = "executions")
@Refuses({ProblemType.INVALID_QUERY, ProblemType.NOT_FOUND, ProblemType.DATABASE_UNAVAILABLE})
final class PayloadController {
    private static final String ANY_JSON = "The payload as it was recorded: any JSON.";

    private final Snapshots snapshots;

    PayloadController(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    @GetMapping("/trigger")
    @Operation(summary = "What the execution was triggered with", operationId = "getTriggerData")
    @ApiResponse(
            responseCode = "200",
            description = ANY_JSON,
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema))
    ResponseEntity<byte[]> trigger(Reader reader, HttpServletRequest request, @PathVariable UUID id) {
        Answers.refuseOthers(request, Set.of(), Set.of());
        return answer(reader, Statement.ofExecution("trigger_data", "trigger"), id, "", "");
    }

    @GetMapping("/output")
    @Operation(summary = "The execution's output", operationId = "getOutput")
    @ApiResponse(
            responseCode = "200",
            description = ANY_JSON,
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema))
    ResponseEntity<byte[]> output(Reader reader, HttpServletRequest request, @PathVariable UUID id) {
        Answers.refuseOthers(request, Set.of(), Set.of());
        return answer(reader, Statement.ofExecution("output", "output"), id, "", "");
    }

    @GetMapping("/nodes/{nodeId}/output")
    @Operation(summary = "The output of one run of a node", operationId = "getNodeOutput")
    @ApiResponse(
            responseCode = "200",
            description = ANY_JSON,
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema))
    ResponseEntity<byte[]> nodeOutput(
            Reader reader,
            HttpServletRequest request,
            @PathVariable UUID id,
            @PathVariable String nodeId,
            @Parameter(description = "Which round of the loops around it, as in its result; none at top level.")
                    @RequestParam(defaultValue = "")
                    String iteration) {
        Answers.refuseOthers(request, Set.of("iteration"), Set.of());
        return answer(reader, Statement.OF_NODE, id, PlainText.of(nodeId), PlainText.of(iteration));
    }

    private ResponseEntity<byte[]> answer(
            Reader reader, Statement statement, UUID id, String nodeId, String iteration) {
        if (!ExecutionId.isExecutionId(id)) {
            throw Answers.notFound();
        }
        var snapshot = snapshots.read(reader, jdbc -> jdbc.sql(statement.of(reader, id))
                .param("id", id)
                .param("owner", reader.owner())
                .param("nodeId", nodeId)
                .param("iteration", iteration)
                .query(PayloadController::content)
                .optional()
                .orElseThrow(Answers::notFound));
        byte[] content = snapshot.content().orElseThrow(() -> ProblemException.notFound("there is none, or not yet"));
        return Answers.ok(snapshot).contentType(MediaType.APPLICATION_JSON).body(content);
    }

    private static Optional<byte[]> content(ResultSet row, int number) throws SQLException {
        Optional<byte[]> body = TriggerBody.of(row).map(Payload::bytes);
        return body.isPresent()
                ? body
                : Optional.ofNullable(row.getString("content")).map(content -> content.getBytes(UTF_8));
    }

    /** Selects a payload from its row or, where the row has a size in its place, from where it is kept apart. */
    private record Statement(String column, String table, String key, String part, String triggeredWith) {
        static final Statement OF_NODE = new Statement(
                "output",
                "node_execution_results",
                "execution_id = :id and r.node_id = :nodeId and r.iteration = :iteration",
                "output",
                TriggerBody.COLUMN);

        static Statement ofExecution(String column, String part) {
            return new Statement(column, "workflow_executions", "id = :id", part, TriggerBody.NONE);
        }

        String of(Reader reader, UUID id) {
            return """
                    select case when r.%1$s_size is null then r.%1$s::text else (
                            select p.content::text from execution_payloads p
                            where p.execution_id = :id and p.created_at = r.created_at and p.node_id = :nodeId
                                and p.iteration = :iteration and p.part = '%4$s'%5$s%6$s) end as content, %9$s
                    from %2$s r where r.%3$s%7$s%8$s
                    """.formatted(
                            column,
                            table,
                            key,
                            part,
                            Moments.ofId("p.created_at", id),
                            reader.condition("p"),
                            Moments.ofId("r.created_at", id),
                            reader.condition("r"),
                            triggeredWith);
        }
    }
}
