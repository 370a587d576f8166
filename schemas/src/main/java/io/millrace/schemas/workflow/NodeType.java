package io.millrace.schemas.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a node of one type takes and gives, as its descriptor {@code node-types/<name>.json} says.
 *
 * @param name the type's name in definitions
 * @param description for people
 * @param trigger whether executions start at it; then it has neither incoming connections nor an {@code error} output
 * @param parameters by name, in the descriptor's order
 * @param fixedOutputs the outputs that every node of the type has, besides {@code error}
 * @param outputsFrom the parameter that lists further outputs by name
 * @param bodyFrom the parameter that holds a graph of its own, which the node runs
 * @param exactlyOneOf the parameters of which a node must give exactly one; none if there is no such rule
 */
public record NodeType(
        String name,
        String description,
        boolean trigger,
        SequencedMap<String, Parameter> parameters,
        List<String> fixedOutputs,
        Optional<String> outputsFrom,
        Optional<String> bodyFrom,
        List<String> exactlyOneOf) {

    /** The output that a connection leaves by if it names none. */
    public static final String MAIN = "main";

    /** The output that failures leave by. */
    public static final String ERROR = "error";

    public NodeType {
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
        fixedOutputs = List.copyOf(fixedOutputs);
        exactlyOneOf = List.copyOf(exactlyOneOf);
    }

    /** All outputs of a node of this type with these parameters, {@code error} included. */
    public SequencedSet<String> outputs(ObjectNode nodeParameters) {
        SequencedSet<String> outputs = new LinkedHashSet<>();
        outputsFrom.map(nodeParameters::path).ifPresent(names -> {
            for (JsonNode name : names) {
                name.stringValueOpt().ifPresent(outputs::add);
            }
        });
        outputs.addAll(fixedOutputs);
        if (!trigger) {
            outputs.add(ERROR);
        }
        return outputs;
    }

    /** Whether this parameter is taken as it stands; true for unknown ones, which nobody evaluates. */
    public boolean isLiteral(String parameter) {
        Parameter known = parameters.get(parameter);
        return known == null || known.literal();
    }
}
