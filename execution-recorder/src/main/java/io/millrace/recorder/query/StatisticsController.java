package io.millrace.recorder.query;

import io.millrace.recorder.RecorderSettings;
import io.millrace.recorder.statistics.Grain;
import io.millrace.recorder.statistics.Kept;
import io.millrace.schemas.problem.ProblemType;
import io.millrace.web.ProblemException;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows owners how their executions went. */
@RestController
@RequestMapping("/statistics")
@Tag(name = "statistics")
@Refuses({ProblemType.INVALID_QUERY, ProblemType.DATABASE_UNAVAILABLE})
final class StatisticsController {
    private static final Set<String> PARAMETERS = Set.of("workflowId", "from", "to", "bucket", "test");
    private static final Set<String> BUCKETS =
            Arrays.stream(Grain.values()).map(Grain::text).collect(Collectors.toUnmodifiableSet());

    private final Snapshots snapshots;
    private final StatisticsQueries statistics;
    private final RecorderSettings.History kept;

    StatisticsController(Snapshots snapshots, StatisticsQueries statistics, RecorderSettings settings) {
        this.snapshots = snapshots;
        this.statistics = statistics;
        this.kept = settings.history();
    }

    @GetMapping
    @Operation(
            summary = "How executions ended and how long they took",
            operationId = "getStatistics",
            description = "Counted by when executions were created, to the minute. What triggered them is of all time.")
    ResponseEntity<StatisticsView> get(
            Reader reader,
            HttpServletRequest request,
            @Parameter(description = "Only of this workflow.") @RequestParam(required = false) @Nullable
                    String workflowId,
            @Parameter(description = "Only those created then or later, rounded down to the minute.")
                    @RequestParam(required = false)
                    @Nullable
                    Instant from,
            @Parameter(description = "Only those created before, rounded down to the minute.")
                    @RequestParam(required = false)
                    @Nullable
                    Instant to,
            @Parameter(
                            description = "What each point of the series is of; at most 1,500 points from `from` on.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"minute", "hour", "day"}))
                    @RequestParam(required = false)
                    @Nullable
                    String bucket,
            @Parameter(description = "Test runs instead of others.") @RequestParam(defaultValue = "false")
                    boolean test) {
        Answers.refuseOthers(request, PARAMETERS, Set.of());
        if (workflowId != null && workflowId.isEmpty()) {
            throw ProblemException.invalidQuery("workflowId", "it must name a workflow");
        }
        Instant now = Instant.now();
        var asked = new StatisticsRequest(workflowId, test, from, to, grain(bucket))
                .rounded(Kept.at(now, kept.minuteStatistics(), kept.hourStatistics()), now);
        var snapshot = snapshots.read(reader, jdbc -> statistics.read(jdbc, reader, asked));
        return Answers.ok(snapshot).body(snapshot.content());
    }

    private static @Nullable Grain grain(@Nullable String bucket) {
        if (bucket == null) {
            return null;
        }
        Answers.requireOneOf(BUCKETS, "bucket", bucket);
        return Arrays.stream(Grain.values())
                .filter(grain -> grain.text().equals(bucket))
                .findFirst()
                .orElseThrow();
    }
}
