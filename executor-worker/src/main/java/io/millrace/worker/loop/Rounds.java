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
 * that children begin and end, and end with their parents, in the transaction that tells of it. When the batch is full,
 * new children are only put in line, and everything else waits for the next batch. Rounds begin small, so that what has
 * been decided and is not written yet stays within what the memory has room for.
 */
final class Rounds {
    /** Executions in the first round: whether they make an event each or a thousand is known only afterwards. */
    private static final int FIRST_ROUND = 16;
    /** Executions in a round, once it is known that they make few events. */
    private static final int LARGEST_ROUND = 64;
    /** Children that begin one after the other take two each, and nobody else has a turn meanwhile. */
    private static final int MAX_ROUNDS = 64;

    private record Given(Partition partition, UUID executionId, List<Input> inputs) {}

    private record Pending(Partition partition, UUID executionId, DecisionTask task) {}

    private final WorkerSettings settings;
    private final DecisionPool pool;
    private final Workflows workflows;
    private final RandomGenerator random;
    private final DetachedEvaluations detached;
    /** Which partition has the next turn. */
    private int turn;

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
        List<Partition> settled =
                partitions.stream().filter(Partition::isSettled).toList();
        double before = batch.fill();
        int size = FIRST_ROUND;
        int decided = 0;
        for (int round = 0; ; round++) {
            // Whatever is in the batch already, some have their turn.
            boolean enough = round > 0 && (round >= MAX_ROUNDS || batch.fill() >= 1);
            List<Given> given = take(settled, enough, size);
            if (given.isEmpty()) {
                return;
            }
            List<Pending> pending = begin(given, enough, now);
            for (Pending next : pending) {
                finish(next, batch, enough, now);
            }
            decided += given.size();
            size = Math.min(Math.min(2 * size, LARGEST_ROUND), room(batch.fill() - before, 1 - before, decided));
        }
    }

    /** How many more executions should fill what there was to fill, going by those that were decided. */
    private static int room(double filled, double all, int decided) {
        return filled > 0 && filled < all
                ? (int) Math.clamp(decided * (all - filled) / filled, 1, LARGEST_ROUND)
                : LARGEST_ROUND;
    }

    /** Partitions have their turn one after the other, in the next round those behind the last that had one. */
    private List<Given> take(List<Partition> settled, boolean enough, int executions) {
        var given = new ArrayList<Given>();
        for (int i = 0; i < settled.size() && given.size() < executions; i++) {
            Partition partition = settled.get(turn % settled.size());
            turn = (turn + 1) % settled.size();
            int left = executions - given.size();
            Map<UUID, List<Input>> inputs = enough ? partition.agenda.takeUrgent(left) : partition.agenda.take(left);
            inputs.forEach((id, these) -> given.add(new Given(partition, id, these)));
        }
        return given;
    }

    private List<Pending> begin(List<Given> given, boolean enough, Instant now) {
        var pending = new ArrayList<Pending>();
        for (Given next : given) {
            Partition partition = next.partition();
            UUID id = next.executionId();
            Execution execution = partition.executions.get(id);
            if (execution == null) {
                next.inputs().forEach(partition.commands::taken); // it has ended
                continue;
            }
            var around = new Surroundings(now, Evaluations.DIRECT, workflows, random);
            List<Input> inputs = enough && execution.sequence() == 0 ? putInLine(next) : next.inputs();
            var task = new DecisionTask(execution, inputs, around, detached.receiver(partition, id));
            pool.submit(task);
            pending.add(new Pending(partition, id, task));
        }
        return pending;
    }

    /** One that was to begin here, and now only tells that it will. */
    private static List<Input> putInLine(Given given) {
        var inputs = new ArrayList<>(given.inputs());
        inputs.replaceAll(input -> input instanceof Input.Accepted ? queued() : input);
        if (!inputs.equals(given.inputs())) {
            given.partition().agenda.giveLater(given.executionId(), new Input.Accepted());
        }
        return inputs;
    }

    private static Input queued() {
        return new Input.Queued("others have their turn first");
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
            partition.agenda.giveUrgently(id, queued());
            partition.agenda.giveLater(id, new Input.Accepted());
        } else {
            partition.agenda.giveUrgently(id, new Input.Accepted());
        }
    }
}
