package io.millrace.recorder.query;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows owners what belongs to one of their executions. */
@RestController
@RequestMapping("/executions/{id}")
@Tag(name = "executions")
@Refuses({ProblemType.INVALID_QUERY, ProblemType.NOT_FOUND, ProblemType.DATABASE_UNAVAILABLE})
final class DetailController {
    private static final Set<String> NODE_PARAMETERS = Set.of("nodeId", "status");
    private static final Set<String> LOG_PARAMETERS = Set.of("nodeId", "level");
    private static final Set<String> PAGING = Set.of("limit", "cursor");
    private static final Set<String> NODE_STATUSES =
            Set.of("running", "waiting", "success", "failed", "skipped", "cancelled", "timed_out");
    private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");

    /** What finding its parts takes. */
    private static final Fields SMALL = Fields.of(List.of("id"));

    private record NextNodes(
            UUID execution, DetailQueries.NodeFilter filter, DetailQueries.@Nullable NodePlace after) {}

    private record NextLines(UUID execution, DetailQueries.LogFilter filter, DetailQueries.@Nullable LogPlace after) {}

    private final Snapshots snapshots;
    private final ExecutionQueries executions;
    private final DetailQueries details;
    private final SignedCursors cursors;

    DetailController(Snapshots snapshots, ExecutionQueries executions, DetailQueries details, SignedCursors cursors) {
        this.snapshots = snapshots;
        this.executions = executions;
        this.details = details;
        this.cursors = cursors;
    }

    @GetMapping("/nodes")
    @Operation(
            summary = "All results of an execution's nodes, those of each round of a loop too",
            operationId = "listNodeResults")
    ResponseEntity<Views.Page<Views.NodeResult>> nodes(
            Reader reader,
            HttpServletRequest request,
            @PathVariable UUID id,
            @Parameter(description = "Only of this node.") @RequestParam(required = false) @Nullable String nodeId,
            @Parameter(description = "Only with this status; repeated, or with commas: with any of them.")
                    @RequestParam(defaultValue = "")
                    List<String> status,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Answers.refuseOthers(request, NODE_PARAMETERS, PAGING);
        Answers.checkLimit(limit);
        status.forEach(one -> Answers.requireOneOf(NODE_STATUSES, "status", one));
        NextNodes next = cursor == null
                ? new NextNodes(id, new DetailQueries.NodeFilter(nodeId, status), null)
                : cursors.read(cursor, NextNodes.class);
        Answers.requireSame("execution", id, next.execution());
        var snapshot = read(
                reader,
                id,
                (jdbc, execution) -> details.nodes(jdbc, execution, next.filter(), next.after(), limit + 1));
        return Answers.ok(snapshot)
                .body(Views.Page.of(
                        snapshot.content(),
                        limit,
                        last -> cursors.write(new NextNodes(id, next.filter(), DetailQueries.NodePlace.of(last)))));
    }

    @GetMapping("/logs")
    @Operation(summary = "An execution's log, oldest first", operationId = "listLogLines")
    ResponseEntity<Views.Page<Views.LogLine>> logs(
            Reader reader,
            HttpServletRequest request,
            @PathVariable UUID id,
            @Parameter(description = "Only of this level and above: debug, info, warn, error.")
                    @RequestParam(required = false)
                    @Nullable
                    String level,
            @Parameter(description = "Only of this node.") @RequestParam(required = false) @Nullable String nodeId,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Answers.refuseOthers(request, LOG_PARAMETERS, PAGING);
        Answers.checkLimit(limit);
        if (level != null) {
            Answers.requireOneOf(LEVELS, "level", level);
        }
        NextLines next = cursor == null
                ? new NextLines(id, new DetailQueries.LogFilter(level, nodeId), null)
                : cursors.read(cursor, NextLines.class);
        Answers.requireSame("execution", id, next.execution());
        var snapshot = read(
                reader, id, (jdbc, execution) -> details.logs(jdbc, execution, next.filter(), next.after(), limit + 1));
        return Answers.ok(snapshot)
                .body(Views.Page.of(
                        snapshot.content(),
                        limit,
                        last -> cursors.write(new NextLines(
                                id, next.filter(), new DetailQueries.LogPlace(last.sequence(), last.line())))));
    }

    @GetMapping("/workflow")
    @Operation(summary = "The definition that an execution ran", operationId = "getExecutedWorkflow")
    ResponseEntity<Views.Definition> workflow(Reader reader, HttpServletRequest request, @PathVariable UUID id) {
        Answers.refuseOthers(request, Set.of(), Set.of());
        var snapshot = read(reader, id, (jdbc, execution) -> details.definition(jdbc, execution)
                .orElseThrow(() -> ProblemException.notFound("its definition is not recorded yet")));
        return Answers.ok(snapshot).body(snapshot.content());
    }

    private <T> Snapshots.Snapshot<T> read(Reader reader, UUID id, BiFunction<JdbcClient, ExecutionView, T> reading) {
        return snapshots.read(
                reader,
                jdbc -> reading.apply(
                        jdbc,
                        executions
                                .find(jdbc, reader, id, SMALL)
                                .orElseThrow(Answers::notFound)
                                .view()));
    }
}
