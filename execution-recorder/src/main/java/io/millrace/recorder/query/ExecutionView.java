package io.millrace.recorder.query;

import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An execution as users see it. Payloads are JSON that goes out as it was recorded.
 *
 * @param outputPreview the beginning of an output that is too long to be shown, a JSON string; else absent
 * @param outputUrl where such an output is; else absent
 * @param nodes its top-level node results; null in a list
 * @param fields those that are shown
 */
@Schema(name = "Execution")
@JsonFilter(ShownFields.FILTER)
record ExecutionView(
        UUID id,
        String workflowId,

        @Schema(description = "Null until the workflow's definition is recorded.") @Nullable
        String workflowName,

        int workflowVersion,
        String ownerId,

        @Schema(description = "Who started it by hand or ran it again; children inherit it.") @Nullable
        String startedBy,

        @Schema(
                description = "`queued`, `running`, `waiting`, or how it ended: `success`, `failed`, `partial`,"
                        + " `cancelled`, `timed_out`.")
        String status,

        Trigger trigger,
        boolean test,

        @JsonRawValue @Schema(description = "An object of texts; null while the trigger is not recorded.") @Nullable
        String labels,

        @Nullable Parent parent,
        @Nullable RerunOf rerunOf,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,

        @JsonRawValue
        @Schema(description = "Any JSON. Null also where it has more than 64 KiB: then `outputUrl` is there.")
        @Nullable
        String output,

        @JsonRawValue
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "The beginning of an output of more than 64 KiB; else left out.")
        @Nullable
        String outputPreview,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Where an output of more than 64 KiB is; else left out.")
        @Nullable
        URI outputUrl,

        @JsonRawValue @Schema(description = "`{type, message, failedNodes, path}`; null if nothing failed.") @Nullable
        String error,

        @Schema(description = "Node ids in order of their start; null until the end.") @Nullable
        List<String> path,

        @Schema(description = "Skipped ones are not counted; null until the end.") @Nullable
        Integer nodesExecuted,

        @Schema(description = "The results at top level; null in lists.") @Nullable
        List<Views.NodeResult> nodes,

        @JsonIgnore Fields fields) {

    /** Why an execution runs. */
    @Schema(name = "Trigger")
    record Trigger(
            @Schema(
                    description = "`webhook`, `manual`, `schedule`, `subWorkflow`, `rerun` or `failure`; null while the"
                            + " trigger is not recorded.")
            @Nullable
            String kind,

            @Nullable String node,

            @JsonRawValue
            @Schema(description = "Any JSON. Null also where it has more than 64 KiB: then `dataUrl` is there.")
            @Nullable
            String data,

            @JsonRawValue
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "The beginning of data of more than 64 KiB; else left out.")
            @Nullable
            String dataPreview,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "Where data of more than 64 KiB is; else left out.")
            @Nullable
            URI dataUrl) {}

    /** The execution and the node that started it; the iteration is null at top level. */
    @Schema(name = "Parent")
    record Parent(UUID executionId, String nodeId, @Nullable String iteration) {}

    /** The execution that it repeats, and from where. */
    @Schema(name = "RerunOf")
    record RerunOf(UUID executionId, String from) {}

    ExecutionView with(List<Views.NodeResult> results) {
        return new ExecutionView(
                id,
                workflowId,
                workflowName,
                workflowVersion,
                ownerId,
                startedBy,
                status,
                trigger,
                test,
                labels,
                parent,
                rerunOf,
                createdAt,
                startedAt,
                finishedAt,
                durationMs,
                output,
                outputPreview,
                outputUrl,
                error,
                path,
                nodesExecuted,
                results,
                fields);
    }
}
