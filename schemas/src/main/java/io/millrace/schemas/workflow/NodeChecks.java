package io.millrace.schemas.workflow;

import io.millrace.schemas.workflow.Draft.DraftNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** Every node has its own id, a type there is, and the parameters that its type takes. */
final class NodeChecks implements Check {

    private final NodeTypes types;
    private final Map<Parameter, SchemaCheck> schemas = new ConcurrentHashMap<>();

    NodeChecks(NodeTypes types) {
        this.types = types;
    }

    @Override
    public List<Problem> problems(Draft draft) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Pointer> ids = new HashMap<>();
        for (DraftNode node : draft.nodes()) {
            Pointer other = ids.putIfAbsent(node.id(), node.place());
            if (other != null) {
                problems.add(new Problem(node.place().at("id").text(), "the id is that of " + other + " already"));
            }
            node.type().ifPresentOrElse(type -> check(node, type, problems), () -> problems.add(unknownType(node)));
        }
        return problems;
    }

    private Problem unknownType(DraftNode node) {
        String known =
                String.join(", ", types.all().stream().map(NodeType::name).toList());
        return new Problem(
                node.place().at("type").text(), "there is no type '" + node.typeName() + "'; there are: " + known);
    }

    private void check(DraftNode node, NodeType type, List<Problem> problems) {
        if (type.trigger() && node.json().path("disabled").booleanValue(false)) {
            problems.add(new Problem(
                    node.place().at("disabled").text(),
                    "a trigger has no input to pass on, so it cannot be disabled; make the workflow inactive instead"));
        }
        for (String given : node.parameters().propertyNames()) {
            if (!type.parameters().containsKey(given)) {
                problems.add(new Problem(
                        node.parametersPlace().at(given).text(),
                        "'" + type.name() + "' has no such parameter; it has: "
                                + String.join(", ", type.parameters().sequencedKeySet())));
            }
        }
        long given = type.exactlyOneOf().stream()
                .filter(node.parameters()::hasNonNull)
                .count();
        if (given != 1 && !type.exactlyOneOf().isEmpty()) {
            problems.add(new Problem(
                    node.parametersPlace().text(),
                    "'" + type.name() + "' takes exactly one of: " + String.join(", ", type.exactlyOneOf())));
        }
        for (Parameter parameter : type.parameters().sequencedValues()) {
            JsonNode value = node.parameters().get(parameter.name());
            if (value != null) {
                problems.addAll(check(node.parametersPlace().at(parameter.name()), parameter, value));
            } else if (parameter.required()) {
                problems.add(new Problem(
                        node.parametersPlace().text(), "the parameter '" + parameter.name() + "' is missing"));
            }
        }
    }

    private List<Problem> check(Pointer place, Parameter parameter, JsonNode value) {
        SchemaCheck schema = schemas.computeIfAbsent(parameter, known -> new SchemaCheck(known.schema()));
        if (parameter.literal()) {
            return schema.check(place, value);
        }
        List<Problem> problems = new ArrayList<>(Expressions.problems(place, value));
        problems.addAll(schema.check(place, value, Expressions::areIn));
        return problems;
    }
}
