package io.millrace.worker.execution;

import io.millrace.expression.ExpressionException;
import io.millrace.expression.Json;
import io.millrace.expression.Parameters;
import io.millrace.expression.Scope;
import io.millrace.worker.node.NodeCall;
import io.millrace.worker.node.NodeCredentials;
import io.millrace.worker.node.NodeOutcome;
import io.millrace.worker.node.QuickNode;
import io.millrace.worker.node.SlowNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Evaluates what a node needs: a quick node has its outcome then, a slow one can be run. */
final class Evaluating {
    private Evaluating() {}

    static Evaluated run(NodeKey key, Attempt attempt, Execution execution, Instant now) {
        Plan.Step step = execution.start().plan().step(key.nodeId());
        Json input = Inputs.of(key, execution);
        if (step.node().disabled()) {
            return Evaluated.Done.of(new NodeOutcome.Completed(step.outputWhenDisabled(), input));
        }
        try {
            var logged = new LogBuffer(key, InstantSource.fixed(now));
            Scope scope = Inputs.scope(key, execution, input, attempt.firstStartedAt());
            Parameters parameters = step.parameters().in(scope);
            Identity identity = execution.identity();
            var call = new NodeCall(
                    identity.executionId(),
                    identity.ownerId(),
                    step.node(),
                    key.iteration(),
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
}
