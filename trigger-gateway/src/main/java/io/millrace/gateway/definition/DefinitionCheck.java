package io.millrace.gateway.definition;

import io.millrace.schemas.workflow.Problem;
import io.millrace.schemas.workflow.Workflow;
import java.util.List;

/** Checks what a sound definition refers to, before it is published or made live. */
public interface DefinitionCheck {
    /** What is wrong with it, for a workflow of that owner. */
    List<Problem> problems(String ownerId, Workflow workflow);
}
