package io.millrace.worker.execution;

import java.util.Optional;

/** The workflows that executions can start others of. */
public interface Workflows {
    /** There are none. */
    Workflows NONE = (ownerId, workflowId) -> Optional.empty();

    /** A workflow's version as it is live now. */
    record Live(int version, Plan plan) {}

    /** The live version; empty if the owner has no such workflow or it is not active. */
    Optional<Live> live(String ownerId, String workflowId);
}
