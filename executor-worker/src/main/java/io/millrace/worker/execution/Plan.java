package io.millrace.worker.execution;

import static io.millrace.schemas.workflow.NodeType.ERROR;
import static io.millrace.schemas.workflow.NodeType.MAIN;

import io.millrace.expression.CompiledParameters;
import io.millrace.schemas.workflow.Body;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.Workflow;
import io.millrace.worker.node.NodeType;
import io.millrace.worker.node.NodeTypes;
import io.millrace.worker.node.SlowNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A version of a workflow made ready to run: each node with its type and its compiled parameters. Immutable. */
public final class Plan {
    private static final int DEFAULT_CONCURRENCY = 10;

    /**
     * A node with all that running it takes.
     *
     * @param outputs what it can leave by, as its type's descriptor says
     */
    public record Step(Node node, NodeType type, CompiledParameters parameters, List<String> outputs) {

        /** Whether the node waits for a callback. */
        boolean waitsForCallback() {
            return node.type().equals("wait") && node.gives("callback");
        }

        /** Whether the node gives the answer of the execution. */
        boolean responds() {
            return node.type().equals("respond") && !node.disabled();
        }

        /** Whether the node goes on in rounds. */
        boolean converses() {
            return type instanceof SlowNode slow && !node.disabled() && slow.converses(node);
        }

        /** Where a disabled node passes its input on: its type's first output. */
        String outputWhenDisabled() {
            return outputs.isEmpty() ? MAIN : outputs.getFirst();
        }

        /** The output that the node leaves by if it fails; empty if its failure ends the execution. */
        Optional<String> outputWhenFailed() {
            return switch (node.onError()) {
                case FAIL -> Optional.empty();
                case OUTPUT -> Optional.of(ERROR);
                // The last one is what a type does when nothing else applies: main, false, default.
                case CONTINUE -> Optional.of(outputs.isEmpty() ? MAIN : outputs.getLast());
            };
        }
    }

    /**
     * How a node goes through its items.
     *
     * @param concurrency how many iterations are open at a time
     * @param collects whether a failed iteration leaves its error as result, instead of ending the loop
     */
    record Loop(Body body, int concurrency, boolean collects) {}

    private final Workflow workflow;
    private final CallbackUrls callbackUrls;
    private final Map<String, Step> steps = new HashMap<>();
    private final List<String> callbackWaits;
    private final Map<String, Loop> loops = new HashMap<>();
    private final Map<String, String> loopsAround = new HashMap<>();
    private final Set<String> conversing;

    /**
     * Compiles a checked workflow.
     *
     * @throws IllegalArgumentException if a node's type is not known to this worker
     */
    public Plan(Workflow workflow, NodeTypes types, CallbackUrls callbackUrls) {
        this.workflow = workflow;
        this.callbackUrls = callbackUrls;
        workflow.bodies().forEach((loopId, body) -> {
            Node loop = workflow.node(loopId);
            loops.put(
                    loopId,
                    new Loop(
                            body,
                            loop.integer("concurrency", DEFAULT_CONCURRENCY),
                            loop.text("onItemError", "fail").equals("collect")));
            body.nodeIds().forEach(inside -> loopsAround.put(inside, loopId));
        });
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
        this.conversing = steps.values().stream()
                .filter(Step::converses)
                .map(step -> step.node().id())
                .collect(Collectors.toUnmodifiableSet());
        this.callbackWaits = workflow.nodes().stream()
                .map(Node::id)
                .filter(id -> step(id).waitsForCallback())
                .toList();
    }

    /** How the node goes through its items. */
    Loop loop(String nodeId) {
        Loop loop = loops.get(nodeId);
        if (loop == null) {
            throw new IllegalArgumentException("node '" + nodeId + "' has no body to run");
        }
        return loop;
    }

    /** The loop in whose body the node is; empty at top level. */
    Optional<String> loopAround(String nodeId) {
        return Optional.ofNullable(loopsAround.get(nodeId));
    }

    /** How many loops are around the node. */
    int loopsAround(String nodeId) {
        int count = 0;
        for (String loop = loopsAround.get(nodeId); loop != null; loop = loopsAround.get(loop)) {
            count++;
        }
        return count;
    }

    /** Whether the node goes on in rounds. */
    boolean converses(String nodeId) {
        return conversing.contains(nodeId);
    }

    /** Whether the run is one that goes on in rounds, and not itself part of one. */
    boolean goesInRounds(NodeKey key) {
        return converses(key.nodeId()) && Part.of(key, this).isEmpty();
    }

    /** The nodes that wait for callbacks. */
    List<String> callbackWaits() {
        return callbackWaits;
    }

    /** Where the callbacks for its waits are to be sent. */
    CallbackUrls callbackUrls() {
        return callbackUrls;
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
