package io.millrace.worker.loop;

import io.millrace.worker.execution.Evaluated;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Failures;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.execution.NodeRun;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.node.NodeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/** The evaluations that the loop no longer waits for: each comes to its end by itself, or by its time-out. */
final class DetachedEvaluations {
    private final Duration timeout;
    private final Inbox inbox;
    private final SlowNodeStarter slowNodes;
    private final InstantSource clock;

    /** Starts a slow node whose outcome comes to the inbox. */
    @FunctionalInterface
    interface SlowNodeStarter {
        void start(Partition partition, NodeRun run);
    }

    /** @param timeout after how long an evaluation fails its node */
    DetachedEvaluations(Duration timeout, Inbox inbox, SlowNodeStarter slowNodes, InstantSource clock) {
        this.timeout = timeout;
        this.inbox = inbox;
        this.slowNodes = slowNodes;
        this.clock = clock;
    }

    /** Takes what an evaluation of the execution came to, on any thread. */
    BiConsumer<NodeKey, Evaluated> receiver(Partition partition, UUID executionId) {
        return (key, evaluated) -> inbox.send(new Inbox.LetGo(partition, executionId, key, evaluated, clock.instant()));
    }

    /** From now on its end is waited for. */
    void await(Partition partition, UUID executionId, NodeKey key, Instant now) {
        partition.deadlines.put(new Partition.Detached(executionId, key), now.plus(timeout));
    }

    /** An evaluation came to its end; its node is on record as started. */
    void ended(Inbox.LetGo letGo) {
        Partition partition = letGo.partition();
        partition.deadlines.remove(new Partition.Detached(letGo.executionId(), letGo.key()));
        Execution execution = partition.executions.get(letGo.executionId());
        if (execution == null || !(execution.progress().nodes().get(letGo.key()) instanceof Running running)) {
            return;
        }
        switch (letGo.evaluated()) {
            case Evaluated.Done done ->
                partition.agenda.give(
                        letGo.executionId(),
                        new Input.NodeEnded(
                                letGo.key(), running.attempt().number(), done.outcome(), done.logged(), letGo.at()));
            case Evaluated.Prepared prepared -> slowNodes.start(partition, prepared.run());
        }
    }

    /** Fails the nodes whose evaluations have had their time. */
    void expire(Partition partition, Instant now) {
        for (var entry : Map.copyOf(partition.deadlines).entrySet()) {
            if (entry.getValue().isBefore(now)) {
                Partition.Detached detached = entry.getKey();
                var failure = Failures.of(
                        "expression-timeout",
                        "the expressions of %s did not come to an end within %s".formatted(detached.key(), timeout));
                var done = Evaluated.Done.of(new NodeOutcome.Failed(failure));
                ended(new Inbox.LetGo(partition, detached.executionId(), detached.key(), done, now));
            }
        }
    }
}
