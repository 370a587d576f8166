package io.millrace.gateway.definition;

import io.millrace.schemas.problem.ProblemType;
import io.millrace.schemas.schedule.Schedule;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.web.Caller;
import io.millrace.web.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows owners when their workflows will start by themselves. */
@RestController
@Tag(name = "workflows")
@Refuses({ProblemType.NOT_FOUND, ProblemType.LOG_UNAVAILABLE, ProblemType.OVERLOADED})
final class ScheduleController {
    private static final int TIMES = 10;

    private final OwnWorkflows workflows;
    private final Clock clock;

    ScheduleController(OwnWorkflows workflows, Clock clock) {
        this.workflows = workflows;
        this.clock = clock;
    }

    /**
     * A workflow's schedules.
     *
     * @param liveVersion the version whose schedules run; null when the workflow is inactive, and then none does
     */
    record Schedules(String workflowId, @Nullable Integer liveVersion, List<Times> schedules) {}

    /**
     * When a schedule comes next.
     *
     * @param next the next ten times, soonest first
     */
    record Times(String node, List<Instant> next) {}

    @GetMapping("/workflows/{id}/schedule")
    @Operation(
            summary = "When a workflow starts by itself",
            operationId = "getSchedule",
            description = "The next ten times of each schedule of its live version.")
    Schedules schedule(Caller caller, @PathVariable String id) {
        Instant now = clock.instant();
        Optional<PublishedVersion> live = workflows.get(id, caller).live();
        return new Schedules(
                id,
                live.map(PublishedVersion::number).orElse(null),
                live.stream()
                        .flatMap(version -> version.workflow().triggers().stream())
                        .filter(node -> node.type().equals(Schedule.TYPE))
                        .map((Node node) -> new Times(
                                node.id(), Schedule.of(node.parameters()).next(now, TIMES)))
                        .toList());
    }
}
