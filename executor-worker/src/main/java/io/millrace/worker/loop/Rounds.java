package io.millrace.worker.loop;

import io.millrace.worker.WorkerSettings;
import io.millrace.worker.execution.Decision;
import io.millrace.worker.execution.Evaluations;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.Start;
import io.millrace.worker.execution.Surroundings;
import io.millrace.worker.execution.Workflows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Decides for a batch, round after round: what one execution's decision asks of others is decided in the next round, so
 * that children begin and end, and end with their parents, in the transaction that tells of it. When the batch has had
 * enough, new children are only put in line, and everything else waits for the next batch.
 */
final class Rounds {
    private static final int MAX_ROUNDS = 16;
    private static final int MAX_EVENTS = 10_000;
    private static final int EXECUTIONS_A_ROUND = 500;

    private record Pending(Partition partition, UUID executionId, DecisionTask task) {}

    private final WorkerSettings settings;
    private final DecisionPool pool;
    private final Workflows workflows;
    private final RandomGenerator random;
    private final DetachedEvaluations detached;

    Rounds(
            WorkerSettings settings,
            DecisionPool pool,
            Workflows workflows,
            RandomGenerator random,
            DetachedEvaluations detached) {
        this.settings = settings;
        this.pool = pool;
        this.workflows = workflows;
        this.random = random;
        this.detached = detached;
    }

    /** Decides what the partitions' executions were given. */
    void decide(Collection<Partition> partitions, Batch batch, Instant now) throws InterruptedException {
        for (int round = 0; ; round++) {
            boolean enough = round >= MAX_ROUNDS || batch.events() >= MAX_EVENTS;
            List<Pending> pending = begin(partitions, enough, now);
            if (pending.isEmpty()) {
                return;
            }
            for (Pending next : pending) {
                finish(next, batch, enough, now);
            }
        }
    }

    private List<Pending> begin(Collection<Partition> partitions, boolean enough, Instant now) {
        var pending = new ArrayList<Pending>();
        for (Partition partition : partitions) {
            if (!partition.isSettled()) {
                continue;
            }
            Map<UUID, List<Input>> inputs =
                    enough ? partition.agenda.takeUrgent() : partition.agenda.take(EXECUTIONS_A_ROUND);
            inputs.forEach((id, given) -> {
                Execution execution = partition.executions.get(id);
                if (execution == null) {
                    given.forEach(partition.commands::taken); // it has ended
                    return;
                }
                var around = new Surroundings(now, Evaluations.DIRECT, workflows, random);
                var task = new DecisionTask(execution, given, around, detached.receiver(partition, id));
                pool.submit(task);
                pending.add(new Pending(partition, id, task));
            });
        }
        return pending;
    }

    private void finish(Pending pending, Batch batch, boolean enough, Instant now) throws InterruptedException {
        Partition partition = pending.partition();
        UUID id = pending.executionId();
        DecisionTask.Result result = pending.task().await(settings.decisionTime());
        Decision decision = result.decision();
        partition.put(decision.after());
        batch.add(partition, decision);
        if (decision.after().isFinished() && partition.sleepers.forget(id)) {
            batch.writeTombstone(partition, id);
        }
        result.taken().forEach(partition.commands::taken);
        for (Input input : result.untaken()) {
            if (isUrgent(input)) {
                partition.agenda.giveUrgently(id, input);
            } else {
                partition.agenda.giveLater(id, input);
            }
        }
        if (decision.more()) {
            partition.agenda.giveLater(id, new Input.Resumed());
        }
        decision.children().forEach(child -> begin(child, partition, enough, now));
        decision.cancels()
                .forEach(child -> partition.agenda.giveUrgently(child, new Input.Cancel("the end of execution " + id)));
        decision.forParent().ifPresent(end -> partition.agenda.giveUrgently(end.executionId(), end.input()));
        result.detached().ifPresent(key -> {
            pool.replaceThread();
            detached.await(partition, id, key, now);
        });
    }

    /** What belongs into the transaction that it came out of. */
    private static boolean isUrgent(Input input) {
        return input instanceof Input.ChildEnded || input instanceof Input.Cancel;
    }

    private static void begin(Start child, Partition partition, boolean enough, Instant now) {
        UUID id = child.identity().executionId();
        partition.ledger.hold(id, now);
        partition.put(Execution.accepted(child));
        if (enough) {
            partition.agenda.giveUrgently(id, new Input.Queued("others have their turn first"));
            partition.agenda.giveLater(id, new Input.Accepted());
        } else {
            partition.agenda.giveUrgently(id, new Input.Accepted());
        }
    }
}
