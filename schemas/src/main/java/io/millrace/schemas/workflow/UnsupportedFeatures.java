package io.millrace.schemas.workflow;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a definition may say by its schema but the engine does not do. It is refused, in this one place, because to
 * accept it and not to do it would be worse. Whoever teaches the engine one of these takes it out here.
 */
final class UnsupportedFeatures implements Check {

    private static final List<String> OF_SETTINGS = List.of("onFailure");

    @Override
    public List<Problem> problems(Draft draft) {
        List<Problem> problems = new ArrayList<>();
        refuse(Pointer.ROOT.at("settings"), draft.definition().path("settings"), OF_SETTINGS, problems);
        return problems;
    }

    private static void refuse(Pointer place, JsonNode object, List<String> keys, List<Problem> problems) {
        for (String key : keys) {
            if (object.hasNonNull(key)) {
                problems.add(new Problem(place.at(key).text(), "this engine does not do '" + key + "'"));
            }
        }
    }
}
