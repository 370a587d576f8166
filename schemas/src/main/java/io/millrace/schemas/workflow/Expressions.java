package io.millrace.schemas.workflow;

import io.millrace.schemas.template.Template;
import io.millrace.schemas.template.TemplateSyntaxException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Finds the strings of a parameter that contain expressions, at any depth; keys never do. */
final class Expressions {

    private Expressions() {}

    /** The strings whose expressions do not parse. */
    static List<Problem> problems(Pointer place, JsonNode value) {
        List<Problem> problems = new ArrayList<>();
        collect(place, value, problems);
        return problems;
    }

    private static void collect(Pointer place, JsonNode value, List<Problem> problems) {
        if (value.isString()) {
            try {
                Template.parse(value.stringValue());
            } catch (TemplateSyntaxException e) {
                problems.add(new Problem(place.text(), e.getMessage() + " (at character " + e.position() + ")"));
            }
        } else if (value.isObject()) {
            value.forEachEntry((key, child) -> collect(place.at(key), child, problems));
        } else {
            for (int i = 0; i < value.size(); i++) {
                collect(place.at(i), value.get(i), problems);
            }
        }
    }

    /** Whether the value, or anything in it, is known only when it is evaluated. */
    static boolean areIn(JsonNode value) {
        if (value.isString()) {
            return isExpression(value.stringValue());
        }
        return value.valueStream().anyMatch(Expressions::areIn);
    }

    private static boolean isExpression(String text) {
        try {
            return !Template.parse(text).isText();
        } catch (TemplateSyntaxException e) {
            return true;
        }
    }
}
