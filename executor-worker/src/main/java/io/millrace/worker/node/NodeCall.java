package io.millrace.worker.node;

import io.millrace.expression.Json;
import io.millrace.expression.Parameters;
import io.millrace.expression.Scope;
import io.millrace.schemas.workflow.Node;
import java.util.Optional;
import java.util.UUID;

/**
 * One attempt of one node.
 *
 * @param executionId the execution
 * @param node the node as the definition has it
 * @param iteration zero-based indices of the loops around the node, joined by dots; empty at top level
 * @param attempt from 1
 * @param scope what the node's expressions see
 * @param parameters the node's parameters, evaluated in that scope when they are asked for
 * @param log takes the lines that the node logs
 * @param traceparent the W3C trace context to hand on to whatever is called
 */
public record NodeCall(
        UUID executionId,
        Node node,
        String iteration,
        int attempt,
        Scope scope,
        Parameters parameters,
        NodeLog log,
        Optional<String> traceparent) {

    /** The same with other parameters: those that are evaluated already. */
    public NodeCall with(Parameters evaluated) {
        return new NodeCall(executionId, node, iteration, attempt, scope, evaluated, log, traceparent);
    }

    /** The same with another log. */
    public NodeCall with(NodeLog otherLog) {
        return new NodeCall(executionId, node, iteration, attempt, scope, parameters, otherLog, traceparent);
    }

    /** What the node received. */
    public Json input() {
        return scope.input();
    }

    /**
     * The same for every attempt and every restart of this node in this iteration, so that others can recognise a
     * repeat.
     */
    public String idempotencyKey() {
        String key = executionId + "/" + node.id();
        return iteration.isEmpty() ? key : key + "/" + iteration;
    }
}
