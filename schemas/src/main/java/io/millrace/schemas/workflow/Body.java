package io.millrace.schemas.workflow;

import java.util.List;

/**
 * The graph inside a loop.
 *
 * @param roots the nodes that each iteration begins with: those without incoming connections
 * @param nodeIds all of its nodes in the definition's order, those of inner loops not included
 */
public record Body(List<String> roots, List<String> nodeIds) {
    public Body {
        roots = List.copyOf(roots);
        nodeIds = List.copyOf(nodeIds);
    }
}
