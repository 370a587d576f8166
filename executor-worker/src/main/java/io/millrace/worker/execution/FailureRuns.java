package io.millrace.worker.execution;

import io.millrace.expression.Json;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Executions that are started because another one failed, as its workflow's {@code onFailure} says: on its own
 * partition and in the transaction that ends it.
 */
final class FailureRuns {
    private FailureRuns() {}

    /** The workflow to start; none if the execution did not fail, or began with a failure itself. */
    static Optional<String> wanted(Execution execution, Ending ending) {
        boolean failed = ending.status() == ExecutionStatus.FAILED || ending.status() == ExecutionStatus.TIMED_OUT;
        return failed && !execution.start().trigger().getAfterFailure()
                ? execution.start().plan().workflow().settings().onFailure()
                : Optional.empty();
    }

    /** What the other execution begins with. */
    static Start of(Execution failed, Ending ending, String workflowId, Surroundings around)
            throws Children.RefusedException {
        Workflows.Live live = Children.live(failed.identity(), workflowId, around);
        var trigger = Trigger.newBuilder()
                .setKind(TriggerKind.FAILURE)
                .setNodeId(Children.entry(workflowId, live.plan()))
                .setStartedBy(failed.start().trigger().getStartedBy().orElse(null))
                .setLabels(live.plan().workflow().settings().labels())
                .setData(TriggerData.of("failure", body(failed.identity(), ending))
                        .buffer())
                .setAfterFailure(true)
                .build();
        return Start.inside(Children.identity(failed.identity(), workflowId, live, around), live.plan(), trigger);
    }

    private static Json body(Identity failed, Ending ending) {
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("executionId", Json.of(failed.executionId().toString()));
        body.put("workflowId", Json.of(failed.workflowId()));
        body.put("workflowVersion", Json.of(failed.workflowVersion()));
        body.put("status", Json.of(ending.status().name().toLowerCase(Locale.ROOT)));
        body.put("error", ending.error().map(FailureRuns::error).orElse(Json.NULL));
        body.put(
                "failedNodes",
                Json.array(ending.failedNodes().stream().map(Json::of).toList()));
        return Json.object(body);
    }

    private static Json error(Failure failure) {
        return Failures.asOutput(failure).member("error").orElse(Json.NULL);
    }
}
