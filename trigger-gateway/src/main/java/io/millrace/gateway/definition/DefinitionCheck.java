package io.millrace.gateway.definition;

import io.millrace.schemas.workflow.Problem;
import io.millrace.schemas.workflow.Workflow;
import java.util.List;

/** Checks what a sound definition refers to, before it is published or made live. */
public interface DefinitionCheck {
    /** What is wrong with it, for that owner's workflow of this id. */
    List<Problem> problems(String ownerId, String workflowId, Workflow workflow);
}
