package io.millrace.schemas.workflow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads definitions: what a user hands in is checked in every respect, what was published is only read. Thread-safe.
 * Whether the credentials that a definition names exist is for the caller to check.
 */
public final class WorkflowParser {

    private static final String TOO_LARGE = "a definition may have at most " + DefinitionJson.MAX_BYTES + " bytes";

    private final NodeTypes types;
    private final WorkflowReader reader;
    private final List<Check> checks;

    public WorkflowParser(NodeTypes types) {
        this.types = types;
        this.reader = new WorkflowReader(types);
        this.checks = List.of(
                new ShapeChecks(),
                new NodeChecks(types),
                new WebhookChecks(),
                new AllowedIpChecks(),
                new AnswerChecks(),
                new ScheduleChecks(),
                new ToolChecks(),
                new ConnectionChecks(),
                new GraphChecks());
    }

    /** Reads and checks a definition of at most 1 MiB; what is wrong with it comes back all at once. */
    public ParseResult parse(byte[] document) {
        if (document.length > DefinitionJson.MAX_BYTES) {
            return refused(TOO_LARGE);
        }
        JsonNode tree;
        try {
            tree = DefinitionJson.read(document);
        } catch (JacksonException e) {
            return refused("not JSON: " + DefinitionJson.reason(e));
        }
        if (!(tree instanceof ObjectNode definition)) {
            return refused("a definition is a JSON object");
        }
        Draft draft = Draft.of(definition, types);
        List<Problem> problems = new ArrayList<>();
        checks.forEach(check -> problems.addAll(check.problems(draft)));
        if (!problems.isEmpty()) {
            return new ParseResult.Invalid(problems);
        }
        Workflow workflow = reader.read(definition);
        // Numbers can be longer as they are written than as they were read; what is published must be readable.
        return workflow.content().length > DefinitionJson.MAX_BYTES
                ? refused(TOO_LARGE)
                : new ParseResult.Valid(workflow);
    }

    private static ParseResult refused(String message) {
        return new ParseResult.Invalid(List.of(new Problem("", message)));
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
                    "the published definition is not readable: " + DefinitionJson.reason(e), e);
        }
        throw new IllegalArgumentException("the published definition is not an object");
    }
}
