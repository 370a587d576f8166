package io.millrace.gateway.definition;

import io.millrace.schemas.workflow.Problem;
import io.millrace.schemas.workflow.Workflow;
import java.util.List;
import org.springframework.stereotype.Component;

/** The workflows that a definition gives to a language model as tools exist, or are the one that it defines. */
@Component
final class WorkflowReferenceChecks implements DefinitionCheck {
    private final Definitions definitions;

    WorkflowReferenceChecks(Definitions definitions) {
        this.definitions = definitions;
    }

    @Override
    public List<Problem> problems(String ownerId, String workflowId, Workflow workflow) {
        return workflow.workflows().stream()
                .filter(reference ->
                        !reference.workflowId().equals(workflowId) && !exists(ownerId, reference.workflowId()))
                .map(reference ->
                        new Problem(reference.pointer(), "there is no workflow '" + reference.workflowId() + "'"))
                .toList();
    }

    private boolean exists(String ownerId, String workflowId) {
        return definitions
                .catalog()
                .find(workflowId)
                .filter(state -> state.ownerId().equals(ownerId) && !state.deleted())
                .isPresent();
    }
}
