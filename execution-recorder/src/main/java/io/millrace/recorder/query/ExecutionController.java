package io.millrace.recorder.query;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows owners their executions. */
@RestController
@RequestMapping("/executions")
@Tag(name = "executions")
@Refuses({ProblemType.INVALID_QUERY, ProblemType.DATABASE_UNAVAILABLE})
final class ExecutionController {
    private static final Set<String> ONE = Set.of("fields");

    private final Snapshots snapshots;
    private final ExecutionQueries executions;
    private final WaitingReader waiting;
    private final SignedCursors cursors;

    ExecutionController(
            Snapshots snapshots, ExecutionQueries executions, WaitingReader waiting, SignedCursors cursors) {
        this.snapshots = snapshots;
        this.executions = executions;
        this.waiting = waiting;
        this.cursors = cursors;
    }

    /** What a list goes on with: its filter is the first page's, whatever the request says. */
    private record Next(String owner, Filter filter, Fields fields, ExecutionQueries.Place after) {}

    @GetMapping
    @Operation(summary = "List executions, newest first", operationId = "listExecutions")
    @ListParameters
    ResponseEntity<Views.Page<ExecutionView>> list(
            Reader reader,
            HttpServletRequest request,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Answers.refuseOthers(request, ListRequest.PARAMETERS, Set.of("limit", "cursor"));
        Answers.checkLimit(limit);
        Next next = cursor == null ? null : cursors.read(cursor, Next.class);
        if (next != null) {
            Answers.requireSame("owner", reader.name(), next.owner());
        }
        var asked = next == null ? ListRequest.of(request) : new ListRequest(next.filter(), next.fields());
        var snapshot = snapshots.read(
                reader,
                jdbc -> executions.list(
                        jdbc, reader, asked.filter(), asked.fields(), next == null ? null : next.after(), limit + 1));
        return Answers.ok(snapshot)
                .body(Views.Page.of(
                        snapshot.content(),
                        limit,
                        last -> cursors.write(new Next(
                                reader.name(),
                                asked.filter(),
                                asked.fields(),
                                new ExecutionQueries.Place(last.createdAt(), last.id())))));
    }

    @GetMapping("/{id}")
    @Operation(
            summary = "One execution with its results at top level",
            operationId = "getExecution",
            description = "With `Prefer: wait=N` (60 s at most) it is answered once it has ended, also if it is not"
                    + " recorded yet. With `If-None-Match` it is answered 304 as long as nothing has changed.")
    @Refuses({ProblemType.NOT_FOUND, ProblemType.OVERLOADED})
    ResponseEntity<ExecutionView> get(
            Reader reader,
            HttpServletRequest request,
            @PathVariable UUID id,
            @Parameter(description = "Names of fields, separated by commas: only these are answered.")
                    @RequestParam(defaultValue = "")
                    List<String> fields,
            @Parameter(description = "`wait=N`: seconds to wait for the end.")
                    @RequestHeader(name = "Prefer", defaultValue = "")
                    List<String> prefer)
            throws InterruptedException {
        Answers.refuseOthers(request, ONE, Set.of());
        Optional<Duration> patience = Preference.waiting(prefer);
        var snapshot = waiting.read(reader, id, Fields.of(fields), patience.orElse(Duration.ZERO));
        ExecutionQueries.Found found = snapshot.content().orElseThrow(Answers::notFound);
        // Weak: it is the same execution, but another version of this service may show it in other bytes.
        ResponseEntity.BodyBuilder answer = Answers.ok(snapshot)
                .eTag("W/\"" + found.version() + "\"")
                .cacheControl(CacheControl.noCache().cachePrivate())
                .varyBy("Authorization");
        patience.ifPresent(time -> answer.header("Preference-Applied", "wait=" + time.toSeconds()));
        return answer.body(found.view());
    }
}
