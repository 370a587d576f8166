package io.millrace.schemas.workflow;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for every execution of a workflow.
 *
 * @param timeout how long an execution may take from its start, waits included
 * @param maxConcurrent how many executions may run at a time
 * @param onFailure the id of the workflow to start when an execution fails
 * @param labels names and values that every execution carries
 */
public record Settings(
        Optional<Duration> timeout,
        Optional<Integer> maxConcurrent,
        Optional<String> onFailure,
        Map<String, String> labels) {

    static final Settings NONE = new Settings(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    public Settings {
        labels = Map.copyOf(labels);
    }
}
