package io.millrace.schemas.workflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A checked definition and the answers about its graph that running it needs, worked out once.
 *
 * <p>Immutable and safe for any number of threads. Methods that take a node id throw {@link IllegalArgumentException}
 * for an id that is not in the definition.
 */
public final class Workflow {

    private final String name;
    private final boolean active;
    private final Settings settings;
    private final Graph graph;
    private final List<CredentialReference> credentials;
    private final List<WorkflowReference> workflows;
    private final ObjectNode content;

    Workflow(
            String name,
            boolean active,
            Settings settings,
            Graph graph,
            List<CredentialReference> credentials,
            List<WorkflowReference> workflows,
            ObjectNode content) {
        this.name = name;
        this.active = active;
        this.settings = settings;
        this.graph = graph;
        this.credentials = List.copyOf(credentials);
        this.workflows = List.copyOf(workflows);
        this.content = content;
    }

    /** Its name for people. */
    public String name() {
        return name;
    }

    /** Whether it asks to be live. */
    public boolean active() {
        return active;
    }

    public Settings settings() {
        return settings;
    }

    /** All nodes, in the definition's order, those of a loop's body behind the loop. */
    public List<Node> nodes() {
        return graph.nodes();
    }

    /** All connections, in the definition's order. */
    public List<Connection> connections() {
        return graph.connections();
    }

    public Node node(String nodeId) {
        return graph.node(nodeId);
    }

    /** The node, if the definition has it. */
    public Optional<Node> find(String nodeId) {
        return graph.find(nodeId);
    }

    /** The connections that lead to the node, in the definition's order. */
    public List<Connection> incoming(String nodeId) {
        return graph.at(nodeId).incoming();
    }

    /** The connections that leave the node, in the definition's order. */
    public List<Connection> outgoing(String nodeId) {
        return graph.at(nodeId).outgoing();
    }

    /** The connections that leave the node by that output; none if it is not connected. */
    public List<Connection> outgoing(String nodeId, String output) {
        return graph.at(nodeId).byOutput().getOrDefault(output, List.of());
    }

    /** The nodes that executions start at. */
    public List<Node> triggers() {
        return graph.triggers();
    }

    /** The nodes that nothing follows. */
    public List<Node> leaves() {
        return graph.leaves();
    }

    /** The ids of the node itself and of all that can follow it, in topological order. */
    public Set<String> reachableFrom(String nodeId) {
        return graph.reachableFrom(nodeId);
    }

    /** All nodes such that each comes after those it can receive from; otherwise in the definition's order. */
    public List<Node> topologicalOrder() {
        return graph.topologicalOrder();
    }

    /** The graphs inside loops, by the loop's node id. */
    public Map<String, Body> bodies() {
        return graph.bodies();
    }

    /** The places that name credentials. */
    public List<CredentialReference> credentials() {
        return credentials;
    }

    /** The places that name workflows without which the definition is of no use. */
    public List<WorkflowReference> workflows() {
        return workflows;
    }

    /**
     * What makes a version: the definition without {@code name} and {@code active}, as JSON in the publisher's key
     * order.
     */
    public byte[] content() {
        return DefinitionJson.write(content);
    }

    /**
     * Whether both definitions are equal JSON values apart from {@code name} and {@code active}: then neither is a new
     * version.
     */
    public boolean hasSameContentAs(Workflow other) {
        return DefinitionJson.equal(content, other.content);
    }
}
