package io.millrace.worker.execution;

import io.millrace.schemas.workflow.ParseResult;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.worker.InstalledNodeTypes;
import io.millrace.worker.node.NodeTypes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The node types that a worker has, found as it finds them, and workflows made of them. */
final class Installed {
    private static final io.millrace.schemas.workflow.NodeTypes DESCRIPTORS =
            io.millrace.schemas.workflow.NodeTypes.onClassPath();
    private static final NodeTypes TYPES = find();
    private static final WorkflowParser PARSER = new WorkflowParser(DESCRIPTORS);

    private static final CallbackUrls CALLBACKS =
            (execution, wait) -> "http://callbacks/" + execution.executionId() + "/" + wait;

    private Installed() {}

    static Plan plan(String definition) {
        return switch (PARSER.parse(definition.getBytes(StandardCharsets.UTF_8))) {
            case ParseResult.Valid valid -> new Plan(valid.workflow(), TYPES, CALLBACKS);
            case ParseResult.Invalid invalid ->
                throw new IllegalArgumentException(invalid.problems() + " in " + definition);
        };
    }

    /** The same without checking: for definitions made in such numbers that checking them would take longest. */
    static Plan uncheckedPlan(String definition) {
        return new Plan(
                PARSER.readPublished("W", true, ByteBuffer.wrap(definition.getBytes(StandardCharsets.UTF_8))),
                TYPES,
                CALLBACKS);
    }

    private static NodeTypes find() {
        try (var context = InstalledNodeTypes.open()) {
            return context.getBean(NodeTypes.class);
        }
    }
}
