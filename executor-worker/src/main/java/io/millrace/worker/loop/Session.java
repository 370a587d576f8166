package io.millrace.worker.loop;

import io.millrace.schemas.topic.Topics;
import io.millrace.worker.WorkerSettings;
import io.millrace.worker.execution.Decision;
import io.millrace.worker.execution.Evaluated;
import io.millrace.worker.execution.Evaluations;
import io.millrace.worker.execution.Execution;
import io.millrace.worker.execution.Failures;
import io.millrace.worker.execution.Input;
import io.millrace.worker.execution.NodeKey;
import io.millrace.worker.execution.NodeRun;
import io.millrace.worker.execution.NodeState.Running;
import io.millrace.worker.execution.Surroundings;
import io.millrace.worker.execution.Workflows;
import io.millrace.worker.node.NodeOutcome;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a loop: a member of the group with its transactional producer. Each step reads triggers and outcomes,
 * decides, writes what was decided in one transaction, and only then lets it have effects.
 */
final class Session implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration BACKOFF = Duration.ofMillis(50);

    /** What comes to the loop from other threads. */
    private sealed interface Message {
        Partition partition();
    }

    private record Ended(Partition partition, UUID executionId, Input.NodeEnded input) implements Message {}

    private record LetGo(Partition partition, UUID executionId, NodeKey key, Evaluated evaluated, Instant at)
            implements Message {}

    private final WorkerSettings settings;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TransactionalWriter writer;
    private final Assignment assignment;
    private final Triggers triggers;
    private final DecisionPool pool;
    private final Workflows workflows;
    private final LoopMetrics metrics;
    private final Clock clock;
    private final RandomGenerator random = new SecureRandom();
    private final Queue<Message> inbox = new ConcurrentLinkedQueue<>();
    private volatile boolean polling;

    Session(
            WorkerSettings settings,
            KafkaConsumer<byte[], byte[]> consumer,
            TransactionalWriter writer,
            Assignment assignment,
            Triggers triggers,
            DecisionPool pool,
            Workflows workflows,
            LoopMetrics metrics,
            Clock clock) {
        this.settings = settings;
        this.consumer = consumer;
        this.writer = writer;
        this.assignment = assignment;
        this.triggers = triggers;
        this.pool = pool;
        this.workflows = workflows;
        this.metrics = metrics;
        this.clock = clock;
        consumer.subscribe(Set.of(Topics.TRIGGERS), assignment);
    }

    /** Reads, decides, writes, acts. */
    void step() throws InterruptedException, ExecutionException {
        assignment.takeOver();
        var batch = new Batch();
        ConsumerRecords<byte[], byte[]> records = poll();
        Instant now = now();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Partition partition = assignment.partition(record.partition());
            if (partition != null) {
                triggers.read(record, partition, batch, now);
            }
        }
        receive();
        for (Partition partition : assignment.partitions()) {
            triggers.unpark(partition, batch, now);
            expire(partition, now);
        }
        decide(batch, now);
        assignment.partitions().stream().filter(Partition::hasMoved).forEach(batch::touch);
        if (!batch.isEmpty() && commit(batch)) {
            act(batch);
        }
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        Load load = assignment.measure();
        assignment.pause(settings.isOverloaded(load.executions(), load.slowNodes()));
        boolean work = !inbox.isEmpty() || assignment.partitions().stream().anyMatch(Partition::hasInputs);
        try {
            polling = true;
            // What came in between is seen here, what comes later wakes the poll.
            return consumer.poll(work || !inbox.isEmpty() ? Duration.ZERO : IDLE);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } finally {
            polling = false;
        }
    }

    private void send(Message message) {
        inbox.add(message);
        if (polling) {
            consumer.wakeup();
        }
    }

    private void receive() {
        for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
            Partition partition = message.partition();
            if (!partition.isOwned()) {
                continue; // from an earlier assignment: whoever owns the partition now has begun it anew
            }
            switch (message) {
                case Ended ended -> partition.give(ended.executionId(), ended.input());
                case LetGo letGo -> {
                    partition.deadlines.remove(new Partition.Detached(letGo.executionId(), letGo.key()));
                    letGo(partition, letGo);
                }
            }
        }
    }

    /** An evaluation that was no longer waited for came to its end; its node is on record as started. */
    private void letGo(Partition partition, LetGo letGo) {
        Execution execution = partition.executions.get(letGo.executionId());
        if (execution == null || !(execution.progress().nodes().get(letGo.key()) instanceof Running running)) {
            return;
        }
        switch (letGo.evaluated()) {
            case Evaluated.Done done ->
                partition.give(
                        letGo.executionId(),
                        new Input.NodeEnded(
                                letGo.key(), running.attempt().number(), done.outcome(), done.logged(), letGo.at()));
            case Evaluated.Prepared prepared -> start(partition, prepared.run());
        }
    }

    private void expire(Partition partition, Instant now) {
        for (var entry : Map.copyOf(partition.deadlines).entrySet()) {
            if (entry.getValue().isBefore(now)) {
                partition.deadlines.remove(entry.getKey());
                var failure = Failures.of(
                        "expression-timeout",
                        "the expressions of %s did not come to an end within %s"
                                .formatted(entry.getKey().key(), settings.expressionTimeout()));
                letGo(
                        partition,
                        new LetGo(
                                partition,
                                entry.getKey().executionId(),
                                entry.getKey().key(),
                                Evaluated.Done.of(new NodeOutcome.Failed(failure)),
                                now));
            }
        }
    }

    private void decide(Batch batch, Instant now) throws InterruptedException {
        record Pending(Partition partition, UUID executionId, DecisionTask task) {}

        var pending = new ArrayList<Pending>();
        for (Partition partition : assignment.partitions()) {
            partition.takeInputs().forEach((id, inputs) -> {
                Execution execution = partition.executions.get(id);
                if (execution != null) {
                    var task = new DecisionTask(
                            execution,
                            inputs,
                            new Surroundings(now, Evaluations.DIRECT, workflows, random),
                            (key, evaluated) -> send(new LetGo(partition, id, key, evaluated, now())));
                    pool.submit(task);
                    pending.add(new Pending(partition, id, task));
                }
            });
        }
        for (Pending next : pending) {
            DecisionTask.Result result = next.task().await(settings.decisionTime());
            next.partition().put(result.decision().after());
            batch.add(next.partition(), result.decision());
            result.untaken().forEach(input -> next.partition().give(next.executionId(), input));
            result.detached().ifPresent(key -> {
                pool.replaceThread();
                next.partition()
                        .deadlines
                        .put(new Partition.Detached(next.executionId(), key), now.plus(settings.expressionTimeout()));
            });
        }
    }

    /** False if nothing of the batch is ours any more. */
    private boolean commit(Batch batch) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                var places = new HashMap<Partition, Place>();
                batch.partitions().forEach(partition -> places.put(partition, partition.ledger.place()));
                Map<TopicPartition, Long> ends = metrics.timeCommit(
                        () -> writer.write(batch.records(), batch.offsets(), consumer.groupMetadata()));
                places.forEach((partition, place) -> {
                    partition.committed(place);
                    partition.ledger.eventsWritten(ends.getOrDefault(Takeover.events(partition.number), 0L));
                });
                metrics.committed(batch);
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
        assignment.pause(true);
        try {
            consumer.poll(BACKOFF);
        } catch (WakeupException e) {
            log.debug("woken while looking for the group; whatever woke us comes after the batch");
        }
    }

    private void act(Batch batch) {
        batch.decisions().forEach((partition, decisions) -> {
            for (Decision decision : decisions) {
                UUID id = decision.after().identity().executionId();
                decision.interrupts().forEach(key -> partition.slowNodes.interrupt(id, key));
                decision.runs().forEach(run -> start(partition, run));
            }
        });
    }

    private void start(Partition partition, NodeRun run) {
        UUID id = run.call().executionId();
        partition.slowNodes.start(run, ended -> send(new Ended(partition, id, ended)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        assignment.drop();
        try {
            consumer.close();
        } finally {
            writer.close();
        }
    }
}
