package io.millrace.recorder.query;

import io.millrace.web.ProblemException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of an execution's fields are answered.
 *
 * @param names all if empty
 */
record Fields(List<String> names) {
    static final Fields ALL = new Fields(List.of());

    /** In the order in which they are answered. */
    static final List<String> KNOWN = List.of(
            "id",
            "workflowId",
            "workflowName",
            "workflowVersion",
            "ownerId",
            "startedBy",
            "status",
            "trigger",
            "test",
            "labels",
            "parent",
            "rerunOf",
            "createdAt",
            "startedAt",
            "finishedAt",
            "durationMs",
            "output",
            "error",
            "path",
            "nodesExecuted",
            "nodes");

    Fields {
        names = List.copyOf(names);
    }

    /**
     * Those that a list of names asks for.
     *
     * @throws ProblemException if there is no such field
     */
    static Fields of(List<String> names) {
        Set<String> known = Set.copyOf(KNOWN);
        for (String name : names) {
            if (!known.contains(name)) {
                throw ProblemException.invalidQuery("fields", "there is no field '" + name + "'");
            }
        }
        return new Fields(List.copyOf(new LinkedHashSet<>(names)));
    }

    /** Whether the field is answered; a field's preview and link go with it. */
    boolean has(String name) {
        return names.isEmpty() || names.contains(name);
    }
}
