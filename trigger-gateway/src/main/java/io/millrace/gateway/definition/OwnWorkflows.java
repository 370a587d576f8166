package io.millrace.gateway.definition;

import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.web.Caller;
import io.millrace.web.ProblemException;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The workflows that a caller may see: the owner's, unless deleted. What others have does not exist. */
@Component
public final class OwnWorkflows {
    private final Definitions definitions;

    OwnWorkflows(Definitions definitions) {
        this.definitions = definitions;
    }

    /**
     * The caller's workflow.
     *
     * @throws ProblemException {@code not-found} if the caller has none of this id
     */
    public WorkflowState get(String workflowId, Caller caller) {
        return Optional.of(evenDeleted(workflowId, caller))
                .filter(state -> !state.deleted())
                .orElseThrow(() -> missing(workflowId));
    }

    /**
     * The caller's workflow, for what may be asked about its executions also after a delete.
     *
     * @throws ProblemException {@code not-found} if the caller never had one of this id
     */
    public WorkflowState evenDeleted(String workflowId, Caller caller) {
        return definitions
                .catalog()
                .find(workflowId)
                .filter(state -> state.ownerId().equals(caller.owner()))
                .orElseThrow(() -> missing(workflowId));
    }

    Stream<WorkflowState> all(Caller caller) {
        return definitions.catalog().all().stream().filter(state -> visible(state, caller));
    }

    private static ProblemException missing(String workflowId) {
        return ProblemException.notFound("there is no workflow '" + workflowId + "'");
    }

    private static boolean visible(WorkflowState state, Caller caller) {
        return state.ownerId().equals(caller.owner()) && !state.deleted();
    }
}
