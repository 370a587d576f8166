package io.millrace.schemas.workflow;

import io.millrace.schemas.workflow.Draft.DraftGraph;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The document has the shape that {@code workflow.schema.json} describes, and its numbers are of a sane size. */
final class ShapeChecks implements Check {

    private static final String RESOURCE = "/workflow.schema.json";
    private static final Set<String> RESERVED = Set.of("/inputs", "/vars");

    private final SchemaCheck schema = new SchemaCheck(resource());

    @Override
    public List<Problem> problems(Draft draft) {
        List<Problem> problems = new ArrayList<>();
        checkNumbers(Pointer.ROOT, draft.definition(), problems);
        for (DraftGraph graph : draft.graphs()) {
            if (graph.isBody()) {
                problems.addAll(schema.check(graph.place(), asDefinition(graph)));
            }
        }
        schema.check(Pointer.ROOT, draft.definition()).stream()
                .map(problem -> RESERVED.contains(problem.pointer())
                        ? new Problem(problem.pointer(), "the key is reserved")
                        : problem)
                .forEach(problems::add);
        return problems;
    }

    /** A body has the shape of a definition that says nothing but its nodes and connections. */
    private static ObjectNode asDefinition(DraftGraph body) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode().put("name", "body");
        for (String key : List.of("nodes", "connections")) {
            body.json().optional(key).ifPresent(value -> definition.set(key, value));
        }
        return definition;
    }

    /** Expressions calculate in IEEE doubles, in which a larger number would be infinite. */
    private static void checkNumbers(Pointer place, JsonNode value, List<Problem> problems) {
        if (value.isObject()) {
            value.forEachEntry((key, child) -> checkNumbers(place.at(key), child, problems));
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                checkNumbers(place.at(i), value.get(i), problems);
            }
        } else if (value.isNumber() && Double.isInfinite(value.decimalValue().doubleValue())) {
            problems.add(new Problem(place.text(), "the number is out of range"));
        }
    }

    private static JsonNode resource() {
        try (InputStream in = ShapeChecks.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + " is not on the class path");
            }
            return DefinitionJson.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
