package io.millrace.schemas.workflow;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A place in a definition that names a workflow; whether it exists is for the caller to check.
 *
 * @param workflowId the workflow
 * @param pointer the place, as a JSON pointer into the definition
 */
public record WorkflowReference(String workflowId, String pointer) {

    static List<WorkflowReference> in(JsonNode definition, NodeTypes types) {
        List<WorkflowReference> references = new ArrayList<>();
        for (GivenParameters.Given given : GivenParameters.in(definition, types)) {
            for (int i = 0; given.parameter().workflow() && i < given.value().size(); i++) {
                Pointer place = given.place().at(i).at("workflowId");
                given.value()
                        .path(i)
                        .path("workflowId")
                        .stringValueOpt()
                        .ifPresent(id -> references.add(new WorkflowReference(id, place.text())));
            }
        }
        return references;
    }
}
