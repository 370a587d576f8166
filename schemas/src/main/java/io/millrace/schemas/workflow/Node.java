package io.millrace.schemas.workflow;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step of a workflow.
 *
 * @param id unique within the definition
 * @param type the name of its {@link NodeType}
 * @param displayName its name for people; the id where it has none
 * @param parameters as published, templates not evaluated; shared by all readers, so never to be changed
 * @param retry how it is tried again; absent: not at all
 * @param timeout how long all attempts together may take
 * @param onError what its failure does to the execution
 * @param disabled whether it only passes its input on
 */
public record Node(
        String id,
        String type,
        String displayName,
        ObjectNode parameters,
        Optional<Retry> retry,
        Optional<Duration> timeout,
        OnError onError,
        boolean disabled) {

    /** How long one attempt may take: what the node says itself goes first, also if it is longer. */
    public Duration attemptLimit(Duration otherwise) {
        return retry.flatMap(Retry::attemptTimeout).or(() -> timeout).orElse(otherwise);
    }

    /** Whether the node gives the parameter a value other than null. */
    public boolean gives(String parameter) {
        return parameters.hasNonNull(parameter);
    }

    /** A literal parameter that is a text. */
    public String text(String parameter, String otherwise) {
        return parameters.path(parameter).stringValue(otherwise);
    }

    /** A literal parameter that is a whole number. */
    public int integer(String parameter, int otherwise) {
        return parameters.path(parameter).intValue(otherwise);
    }
}
