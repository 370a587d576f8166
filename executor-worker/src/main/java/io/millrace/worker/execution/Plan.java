package io.millrace.worker.execution;

import static io.millrace.schemas.workflow.NodeType.ERROR;

import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.Workflow;
import io.millrace.worker.expression.CompiledParameters;
import io.millrace.worker.node.NodeType;
import io.millrace.worker.node.NodeTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A version of a workflow made ready to run: each node with its type and its compiled parameters. Immutable. */
public final class Plan {
    /**
     * A node with all that running it takes.
     *
     * @param outputs what it can leave by, as its type's descriptor says
     */
    public record Step(Node node, NodeType type, CompiledParameters parameters, List<String> outputs) {

        /** Where a disabled node passes its input on: its type's first output. */
        String outputWhenDisabled() {
            return outputs.getFirst();
        }

        /** The output that the node leaves by if it fails; empty if its failure ends the execution. */
        Optional<String> outputWhenFailed() {
            return switch (node.onError()) {
                case FAIL -> Optional.empty();
                case OUTPUT -> Optional.of(ERROR);
                // The last one is what a type does when nothing else applies: main, false, default.
                case CONTINUE -> Optional.of(outputs.getLast());
            };
        }
    }

    private final Workflow workflow;
    private final Map<String, Step> steps = new HashMap<>();

    /**
     * Compiles a checked workflow.
     *
     * @throws IllegalArgumentException if a node's type is not known to this worker
     */
    public Plan(Workflow workflow, NodeTypes types) {
        this.workflow = workflow;
        for (Node node : workflow.nodes()) {
            var descriptor = types.descriptor(node.type());
            steps.put(
                    node.id(),
                    new Step(
                            node,
                            types.get(node.type()),
                            CompiledParameters.of(node, descriptor),
                            descriptor.fixedOutputs()));
        }
    }

    /** The definition. */
    public Workflow workflow() {
        return workflow;
    }

    /** The node with this id. */
    public Step step(String nodeId) {
        Step step = steps.get(nodeId);
        if (step == null) {
            throw new IllegalArgumentException("no node '" + nodeId + "' in workflow " + workflow.name());
        }
        return step;
    }
}
