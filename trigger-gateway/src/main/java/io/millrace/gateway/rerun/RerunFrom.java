package io.millrace.gateway.rerun;

import io.millrace.schemas.workflow.Workflow;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where a rerun begins, which says what it takes over. */
sealed interface RerunFrom {
    /** At the trigger: nothing is taken over. */
    record Start() implements RerunFrom {}

    /** Where it failed: what succeeded is taken over. */
    record Failed() implements RerunFrom {}

    /** At a node: what succeeded and does not follow it is taken over. */
    record AtNode(String nodeId) implements RerunFrom {}

    /** {@code start} and {@code failed} are what they say, also where a node is called so. */
    static RerunFrom of(String text) {
        return switch (text) {
            case "start" -> new Start();
            case "failed" -> new Failed();
            default -> new AtNode(text);
        };
    }

    /**
     * The ids of the nodes whose results may be taken over: those at top level that do not run again.
     *
     * @return empty if there is no such node to begin at
     */
    default Optional<Set<String>> reusable(Workflow workflow) {
        Set<String> topLevel = topLevel(workflow);
        return switch (this) {
            case Start() -> Optional.of(Set.of());
            case Failed() -> Optional.of(topLevel);
            case AtNode(String nodeId) when !topLevel.contains(nodeId) -> Optional.empty();
            case AtNode(String nodeId) -> {
                topLevel.removeAll(workflow.reachableFrom(nodeId));
                yield Optional.of(topLevel);
            }
        };
    }

    private static Set<String> topLevel(Workflow workflow) {
        Set<String> ids = workflow.nodes().stream().map(node -> node.id()).collect(Collectors.toSet());
        workflow.bodies().values().forEach(body -> ids.removeAll(Set.copyOf(body.nodeIds())));
        return ids;
    }
}
