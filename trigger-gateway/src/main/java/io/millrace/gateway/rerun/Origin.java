package io.millrace.gateway.rerun;

import io.millrace.gateway.body.RawJson;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The execution that is to run again, as the recorder shows it; what is not needed of it is not read.
 *
 * @param labels none while only later records are known
 * @param nodes at top level; none in the form of a list
 */
record Origin(
        String workflowId,
        int workflowVersion,
        String status,
        boolean test,
        Trigger trigger,
        Map<String, String> labels,
        List<NodeResult> nodes) {
    private static final Set<String> UNFINISHED = Set.of("queued", "running", "waiting");

    Origin {
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
    }

    /**
     * What started it.
     *
     * @param node the trigger node; null as long as only later records are known
     * @param data null likewise
     * @param dataUrl where the data is, if it is too large to be shown
     */
    record Trigger(
            @Nullable String node,
            @Nullable RawJson data,
            @Nullable URI dataUrl) {}

    /**
     * What a node came to.
     *
     * @param outputName the output that it left by; null if by none
     * @param output null if it is JSON's null or nothing
     * @param outputUrl where the output is, if it is too large to be shown
     */
    record NodeResult(
            String nodeId,
            String status,
            @Nullable String outputName,
            @Nullable RawJson output,
            @Nullable URI outputUrl) {

        boolean succeeded() {
            return status.equals("success");
        }
    }

    boolean finished() {
        return !UNFINISHED.contains(status);
    }
}
