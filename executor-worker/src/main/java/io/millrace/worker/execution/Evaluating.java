package io.millrace.worker.execution;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.expression.Parameters;
import io.millrace.expression.Scope;
import io.millrace.worker.execution.NodeState.Active;
import io.millrace.worker.execution.NodeState.Conversing;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCredentials;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import io.millrace.worker.node.Round;
import io.millrace.worker.node.SlowNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Evaluates what a node needs: a quick node has its outcome then, a slow one can be run. */
final class Evaluating {
    private Evaluating() {}

    static Evaluated run(NodeKey key, Attempt attempt, Execution execution, Instant now) {
        Plan.Step step = execution.start().plan().step(key.nodeId());
        NodeKey whole = Part.whole(key, execution.start().plan());
        Json input = Inputs.of(whole, execution);
        if (step.node().disabled()) {
            return Evaluated.Done.of(new NodeOutcome.Completed(step.outputWhenDisabled(), input));
        }
        try {
            var logged = new LogBuffer(key, InstantSource.fixed(now));
            Attempt first =
                    execution.progress().active(whole).map(Active::attempt).orElse(attempt);
            Scope scope = Inputs.scope(whole, execution, input, first.firstStartedAt());
            Parameters parameters = step.parameters().in(scope);
            Identity identity = execution.identity();
            var call = new NodeCall(
                    identity.executionId(),
                    identity.ownerId(),
                    step.node(),
                    key.iteration(),
                    rounds(whole, execution),
                    attempt.number(),
                    scope,
                    parameters,
                    logged,
                    Optional.empty(),
                    NodeCredentials.NONE);
            return switch (step.type()) {
                case QuickNode quick -> new Evaluated.Done(quick.run(call), logged.take());
                // Its expressions are evaluated here, where running away is dealt with, and not on its virtual thread.
                case SlowNode slow -> new Evaluated.Prepared(new NodeRun(key, slow, call.with(parameters.evaluated())));
            };
        } catch (ExpressionException e) {
            return Evaluated.Done.of(new NodeOutcome.Failed(e.failure(key.nodeId())));
        }
    }

    private static List<Round> rounds(NodeKey node, Execution execution) {
        return execution.progress().state(node).orElse(null) instanceof Conversing conversing
                ? conversing.rounds()
                : List.of();
    }
}
