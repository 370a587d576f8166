package io.millrace.worker.node;

import io.millrace.expression.Json;
import io.millrace.expression.Parameters;
import io.millrace.expression.Scope;
import io.millrace.schemas.credential.OpenCredential;
import io.millrace.schemas.workflow.CredentialName;
import io.millrace.schemas.workflow.Node;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One attempt of one node.
 *
 * @param executionId the execution
 * @param ownerId whose it is
 * @param node the node as the definition has it
 * @param iteration zero-based indices of the loops around the node and of the round, joined by dots; empty at top level
 * @param rounds those before this one, of a node that goes on in rounds
 * @param attempt from 1
 * @param scope what the node's expressions see
 * @param parameters the node's parameters, evaluated in that scope when they are asked for
 * @param log takes the lines that the node logs
 * @param traceparent the W3C trace context to hand on to whatever is called
 * @param credentials opens the owner's credentials; of use to slow nodes only
 */
public record NodeCall(
        UUID executionId,
        String ownerId,
        Node node,
        String iteration,
        List<Round> rounds,
        int attempt,
        Scope scope,
        Parameters parameters,
        NodeLog log,
        Optional<String> traceparent,
        NodeCredentials credentials) {

    public NodeCall {
        rounds = List.copyOf(rounds);
    }

    /** The same with other parameters: those that are evaluated already. */
    public NodeCall with(Parameters evaluated) {
        return new NodeCall(
                executionId,
                ownerId,
                node,
                iteration,
                rounds,
                attempt,
                scope,
                evaluated,
                log,
                traceparent,
                credentials);
    }

    /** The same with another log. */
    public NodeCall with(NodeLog otherLog) {
        return new NodeCall(
                executionId,
                ownerId,
                node,
                iteration,
                rounds,
                attempt,
                scope,
                parameters,
                otherLog,
                traceparent,
                credentials);
    }

    /** The same with credentials. */
    public NodeCall with(NodeCredentials others) {
        return new NodeCall(
                executionId, ownerId, node, iteration, rounds, attempt, scope, parameters, log, traceparent, others);
    }

    /**
     * The credential that a parameter names by its id or as {@code {type}}; empty if the parameter is not given.
     *
     * @throws CredentialException if it cannot be used; it becomes the node's failure
     */
    public Optional<OpenCredential> credential(String parameter) throws InterruptedException {
        Optional<Json> given = parameters.find(parameter).filter(value -> !value.isNull());
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Json value = given.get();
        CredentialName name = value.isString()
                ? new CredentialName.ById(value.text())
                : value.member("type")
                        .map(type -> new CredentialName.ByType(type.text()))
                        .orElseThrow(() -> CredentialException.unusable(
                                "must be the id of a credential, or an object with its type", parameter));
        return Optional.of(credentials.open(name, parameter));
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
