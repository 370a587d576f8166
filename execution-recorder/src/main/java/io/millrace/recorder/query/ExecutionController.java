package io.millrace.recorder.query;

import io.millrace.web.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
final class ExecutionController {
    private static final Set<String> PARAMETERS =
            Set.of("workflowId", "status", "kind", "test", "from", "to", "limit", "cursor");

    /** What a list goes on with: its filter is the first page's, whatever the request says. */
    private record Next(Filter filter, ExecutionQueries.Place after) {}

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

    @GetMapping
    ResponseEntity<Views.Page<Views.Execution>> list(
            Caller caller,
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable String workflowId,
            @RequestParam(defaultValue = "") List<String> status,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable Boolean test,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Answers.refuseOthers(request, PARAMETERS);
        Answers.checkLimit(limit);
        Next next = cursor == null ? null : cursors.read(cursor, Next.class);
        Filter filter = next != null ? next.filter() : new Filter(workflowId, status, kind, test, from, to).checked();
        var snapshot = snapshots.read(
                caller.owner(),
                jdbc -> executions.list(jdbc, caller.owner(), filter, next == null ? null : next.after(), limit + 1));
        return Answers.ok(snapshot)
                .body(Views.Page.of(
                        snapshot.content(),
                        limit,
                        last -> cursors.write(
                                new Next(filter, new ExecutionQueries.Place(last.createdAt(), last.id())))));
    }

    /** Waits for the end, and for an id that is not recorded yet, if {@code Prefer: wait=N} asks for it. */
    @GetMapping("/{id}")
    ResponseEntity<Views.Execution> get(
            Caller caller,
            @PathVariable UUID id,
            @RequestHeader(name = "Prefer", defaultValue = "") List<String> prefer)
            throws InterruptedException {
        Optional<Duration> patience = Preference.waiting(prefer);
        var snapshot = waiting.read(caller.owner(), id, patience.orElse(Duration.ZERO));
        ExecutionQueries.Found found = snapshot.content().orElseThrow(Answers::notFound);
        ResponseEntity.BodyBuilder answer = Answers.ok(snapshot).eTag("\"" + found.version() + "\"");
        patience.ifPresent(time -> answer.header("Preference-Applied", "wait=" + time.toSeconds()));
        return answer.body(found.view());
    }
}
