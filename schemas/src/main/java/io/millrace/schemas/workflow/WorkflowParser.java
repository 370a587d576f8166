package io.millrace.schemas.workflow;

import java.nio.ByteBuffer;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads definitions: what a user hands in is checked in every respect, what was published is only read. Thread-safe.
 */
public final class WorkflowParser {

    private final WorkflowReader reader;

    public WorkflowParser(NodeTypes types) {
        this.reader = new WorkflowReader(types);
    }

    /** Reads and checks a definition of at most 1 MiB; what is wrong with it comes back all at once. */
    public ParseResult parse(byte[] document) {
        JsonNode tree;
        try {
            tree = DefinitionJson.read(document);
        } catch (JacksonException e) {
            return new ParseResult.Invalid(List.of(new Problem("", e.getOriginalMessage())));
        }
        if (!(tree instanceof ObjectNode definition)) {
            return new ParseResult.Invalid(List.of(new Problem("", "must be an object")));
        }
        try {
            return new ParseResult.Valid(reader.read(definition));
        } catch (IllegalArgumentException e) {
            return new ParseResult.Invalid(List.of(new Problem("", String.valueOf(e.getMessage()))));
        }
    }

    /**
     * Reads the content of a published version, which was checked when it was published: rules that came later do not
     * apply to it. Does not move the buffer's position.
     *
     * @throws IllegalArgumentException if it is no definition at all
     */
    public Workflow readPublished(String name, boolean active, ByteBuffer content) {
        ByteBuffer view = content.duplicate();
        byte[] json = new byte[view.remaining()];
        view.get(json);
        try {
            if (DefinitionJson.read(json) instanceof ObjectNode definition) {
                return reader.read(name, active, definition);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the published definition is not readable: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("the published definition is not an object");
    }
}
