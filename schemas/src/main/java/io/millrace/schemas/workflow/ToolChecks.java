package io.millrace.schemas.workflow;

import io.millrace.schemas.workflow.Draft.DraftNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The tools of a language model can be told apart, and what they take can be checked. */
final class ToolChecks implements Check {
    private static final String PARAMETER = "tools";

    @Override
    public List<Problem> problems(Draft draft) {
        List<Problem> problems = new ArrayList<>();
        for (DraftNode node : draft.nodes()) {
            if (node.type()
                    .filter(type -> type.parameters().containsKey(PARAMETER))
                    .isPresent()) {
                check(node.parametersPlace().at(PARAMETER), node.parameters().path(PARAMETER), problems);
            }
        }
        return problems;
    }

    private static void check(Pointer place, JsonNode tools, List<Problem> problems) {
        Set<String> names = new HashSet<>();
        for (int i = 0; tools.isArray() && i < tools.size(); i++) {
            JsonNode tool = tools.path(i);
            String name = tool.path("name").stringValue("");
            if (!name.isEmpty() && !names.add(name)) {
                problems.add(new Problem(place.at(i).at("name").text(), "there is a tool '" + name + "' already"));
            }
            // Whether it is a schema at all, its shape tells; not whether all that it refers to is there.
            if (tool.path("parameters").isObject() && !SchemaCheck.isWhole(tool.path("parameters"))) {
                problems.add(new Problem(
                        place.at(i).at("parameters").text(), "is no schema that has all that it refers to in itself"));
            }
        }
    }
}
