package io.millrace.worker.loop;

import io.millrace.schemas.topic.Place;
import io.millrace.worker.WorkerSettings;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a loop: a member of the group with its transactional producer. Each step reads triggers, outcomes and
 * what has come due, decides, writes what was decided in one transaction, and only then lets it have effects.
 */
final class Session implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration BACKOFF = Duration.ofMillis(50);
    private static final int DUE_AT_A_TIME = 500;

    private final WorkerSettings settings;
    private final Logs logs;
    private final Assignment assignment;
    private final LoopMetrics metrics;
    private final Clock clock;
    private final Inbox inbox;
    private final Gathering gathering;
    private final SleeperLoader sleepers;
    private final KeyLoader keys;
    private final Beginnings beginnings;
    private final Triggers triggers;
    private final DetachedEvaluations detached;
    private final Rounds rounds;
    private final Schedules schedules;
    private final Checkpointing checkpointing;

    Session(
            WorkerSettings settings,
            int partitions,
            Logs logs,
            Gathering gathering,
            Assignment assignment,
            Function<Inbox, SleeperLoader> sleeperLoader,
            Function<Inbox, KeyLoader> keyLoader,
            DecisionPool pool,
            Definitions definitions,
            Beginnings.DefinitionsEnd definitionsEnd,
            RandomGenerator random,
            LoopMetrics metrics,
            Clock clock) {
        this.settings = settings;
        this.logs = logs;
        this.assignment = assignment;
        this.metrics = metrics;
        this.clock = clock;
        this.inbox = new Inbox(logs::wakeup);
        this.gathering = gathering;
        this.sleepers = sleeperLoader.apply(inbox);
        this.keys = keyLoader.apply(inbox);
        this.beginnings = new Beginnings(definitions, definitionsEnd);
        this.triggers = new Triggers(beginnings, new Commands(sleepers));
        this.detached = new DetachedEvaluations(settings.expressionTimeout(), inbox, this::start, clock);
        this.rounds = new Rounds(settings, pool, definitions, random, detached);
        this.schedules = new Schedules(definitions, beginnings, partitions, random);
        this.checkpointing = new Checkpointing(settings);
        logs.join(assignment);
    }

    /** Reads, decides, writes, acts. */
    void step() throws InterruptedException, ExecutionException {
        var batch = new Batch();
        List<Partition> taken = assignment.takeOver();
        Instant now = now();
        for (Partition partition : taken) {
            keys.load(partition);
            beginnings.tookOver(partition, batch, now);
        }
        assignment.partitions().forEach(partition -> partition.agenda.turn());
        Load load = assignment.measure();
        int waiting = assignment.partitions().stream()
                .filter(Partition::isSettled)
                .mapToInt(partition -> partition.agenda.size())
                .sum();
        boolean overloaded =
                waiting >= Agenda.MANY || settings.isOverloaded(load.executions(), load.bytes(), load.slowNodes());
        Iterable<ConsumerRecord<byte[], byte[]>> records = poll(overloaded);
        now = now();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Partition partition = assignment.partition(record.partition());
            if (partition != null) {
                triggers.read(record, partition, batch, now);
            }
        }
        Instant received = now;
        inbox.receive(message -> receive(message, batch, received));
        for (Partition partition : assignment.partitions()) {
            beginnings.unpark(partition, batch, now);
            partition.settle(logs.position(Takeover.triggers(partition.number)), batch, now);
            if (partition.isSettled()) {
                detached.expire(partition, now);
                wake(partition, overloaded, now);
                schedules.fire(partition, batch, now);
            }
        }
        rounds.decide(assignment.partitions(), batch, now);
        for (Partition partition : assignment.partitions()) {
            if (partition.isSettled()) {
                checkpointing.after(partition, batch, now);
            }
            if (partition.hasMoved()) {
                batch.touch(partition);
            }
        }
        if (batch.isEmpty()) {
            gathering.wrote(0);
        } else if (commit(batch)) {
            act(batch);
        }
    }

    private Iterable<ConsumerRecord<byte[], byte[]>> poll(boolean overloaded) {
        assignment.pause(overloaded);
        boolean work = assignment.partitions().stream().anyMatch(Partition::hasInputs);
        if (!work) {
            gathering.rest(assignment);
        }
        try {
            inbox.idle(true);
            // What came in between is seen here, what comes later wakes the poll.
            return gathering.poll(work || !inbox.isEmpty() ? Duration.ZERO : untilDue(overloaded));
        } finally {
            inbox.idle(false);
        }
    }

    private Duration untilDue(boolean overloaded) {
        Optional<Instant> due = assignment.partitions().stream()
                .filter(Partition::isSettled)
                .flatMap(partition -> Stream.of(
                        partition.timers.next(),
                        partition.schedules.next(),
                        overloaded ? Optional.<Instant>empty() : partition.sleepers.nextDue()))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
        Duration left = due.map(at -> Duration.between(clock.instant(), at)).orElse(IDLE);
        return left.isNegative() ? Duration.ZERO : left.compareTo(IDLE) < 0 ? left : IDLE;
    }

    private void receive(Inbox.Message message, Batch batch, Instant now) {
        if (message instanceof Inbox.Loaded) {
            sleepers.taken();
        }
        if (!message.partition().isOwned()) {
            return; // from an earlier assignment: whoever owns the partition now has begun it anew
        }
        switch (message) {
            case Inbox.FromNode told -> told.partition().agenda.give(told.executionId(), told.input());
            case Inbox.LetGo letGo -> detached.ended(letGo);
            case Inbox.Loaded loaded -> beginnings.woken(loaded, batch, now);
            case Inbox.KeysKnown known -> known.partition().keys.known(known.keys(), batch);
        }
    }

    /** Whose time has come, oldest first and not too many at once, and who has come to the head of a line. */
    private void wake(Partition partition, boolean overloaded, Instant now) {
        for (UUID id : partition.timers.takeDue(now, DUE_AT_A_TIME)) {
            partition.agenda.give(id, new Input.Due());
        }
        for (UUID id : partition.limits.admit()) {
            give(partition, id, new Input.Accepted());
        }
        if (!overloaded) {
            for (UUID id : partition.sleepers.takeDue(now, DUE_AT_A_TIME)) {
                give(partition, id, new Input.Due());
            }
        }
    }

    private void give(Partition partition, UUID id, Input input) {
        Parked parked = partition.parked.get(id);
        if (parked != null) {
            parked.inputs().add(input);
        } else {
            partition
                    .asleep(id)
                    .ifPresentOrElse(
                            checkpoint -> sleepers.wake(partition, checkpoint, input),
                            () -> partition.agenda.give(id, input));
        }
    }

    /** False if nothing of the batch is ours any more. */
    private boolean commit(Batch batch) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                var places = new HashMap<Partition, Place>();
                batch.partitions().forEach(partition -> places.put(partition, partition.ledger.place()));
                List<RecordMetadata> written = metrics.timeCommit(() -> logs.write(batch.records(), batch.offsets()));
                gathering.wrote(written.size());
                places.forEach(Partition::committed);
                batch.written(written);
                metrics.committed(batch, written.size());
                return true;
            } catch (TransactionalWriter.AbortedException e) {
                metrics.aborted();
                // Perhaps the group has gone on without us.
                rejoin();
                batch.dropLost();
                if (batch.isEmpty()) {
                    return false;
                }
                log.info(
                        "writing a batch for {} partitions again",
                        batch.partitions().size());
            }
        }
    }

    /** Hears from the group what is still ours, reading nothing. */
    private void rejoin() {
        assignment.pauseAll();
        logs.poll(BACKOFF);
    }

    private void act(Batch batch) {
        batch.effects().forEach((partition, all) -> {
            for (Batch.Effects effects : all) {
                effects.interrupts().forEach(key -> partition.slowNodes.interrupt(effects.executionId(), key));
                effects.runs().forEach(run -> start(partition, run));
            }
        });
    }

    private void start(Partition partition, NodeRun run) {
        UUID id = run.call().executionId();
        partition.slowNodes.start(run, told -> inbox.send(new Inbox.FromNode(partition, id, told)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        sleepers.close();
        keys.close();
        assignment.drop();
        logs.close();
    }
}
