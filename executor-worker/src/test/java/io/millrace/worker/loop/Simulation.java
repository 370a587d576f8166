package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.CallbackReceived;
import io.millrace.schemas.event.CancelRequested;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Idempotency;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.idempotency.IdempotencyKeys;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.Placement;
import io.millrace.worker.WorkerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Two workers on a broker in memory, and everything that can go wrong between them, by a seed. */
final class Simulation {
    static final int PARTITIONS = 3;
    private static final EventRecords RECORDS = new EventRecords("trigger-gateway");
    private static final List<String> TRIGGERED = List.of("plain", "waiting", "called", "family", "talking", "limited");
    static final WorkerSettings SETTINGS = new WorkerSettings(
            1,
            1,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            1_000,
            DataSize.ofMegabytes(8),
            1_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            5);

    final MemoryBroker broker;
    final Map<UUID, String> triggered = new LinkedHashMap<>();
    /** The executions that deliveries with a key were accepted as, by key. */
    final Map<String, Set<UUID>> deliveries = new LinkedHashMap<>();

    private final SplittableRandom random;
    private final ManualClock clock;
    private final DecisionPool pool;
    private final Definitions definitions;
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private boolean faults = true;
    private boolean inside;

    Simulation(long seed, DecisionPool pool, Definitions definitions, Instant start) {
        this.random = new SplittableRandom(seed);
        this.clock = new ManualClock(start);
        this.broker = new MemoryBroker(random.split());
        this.pool = pool;
        this.definitions = definitions;
        workers.add(worker());
        workers.add(worker());
        rebalance();
    }

    void run(int steps) throws InterruptedException, ExecutionException {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(20)) {
                case 0, 1 -> trigger();
                case 2 -> deliver();
                case 3 -> command();
                case 4, 5, 6 -> clock.pass(Duration.ofMillis(random.nextInt(3_000)));
                case 7 -> rebalance();
                case 8 -> replace(random.nextInt(workers.size()));
                case 9 -> {
                    if (random.nextInt(10) == 0) {
                        broker.forgetOffsets();
                        rebalance();
                    }
                }
                default -> step(workers.get(random.nextInt(workers.size())));
            }
            broker.settle();
        }
    }

    /** Nothing goes wrong any more; every wait is ended. */
    void heal(int steps) throws InterruptedException, ExecutionException {
        faults = false;
        triggered.forEach((id, workflow) -> {
            if (workflow.equals("called")) {
                callBack(id);
            }
        });
        for (int i = 0; i < steps; i++) {
            for (SimulatedWorker worker : List.copyOf(workers)) {
                step(worker);
            }
            clock.pass(Duration.ofMillis(500));
            broker.settle();
        }
    }

    /** What all workers have to do. */
    Stream<Load> loads() {
        return workers.stream().map(SimulatedWorker::load);
    }

    private void step(SimulatedWorker worker) throws InterruptedException, ExecutionException {
        if (!faults || random.nextBoolean()) {
            worker.read();
        }
        try {
            worker.step();
        } catch (KafkaException e) {
            worker.close();
            replace(workers.indexOf(worker));
        }
    }

    /** The process is gone without a word; the group hears of it. */
    private void replace(int index) {
        workers.set(index, worker());
        rebalance();
    }

    private SimulatedWorker worker() {
        return new SimulatedWorker(broker, this::write, SETTINGS, PARTITIONS, pool, definitions, random.split(), clock);
    }

    private void rebalance() {
        var owners = new TreeMap<Integer, MemoryLogs>();
        for (int number = 0; number < PARTITIONS; number++) {
            owners.put(number, workers.get(random.nextInt(workers.size())).logs);
        }
        broker.own(owners);
    }

    private List<RecordMetadata> write(
            MemoryLogs member,
            List<ProducerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> offsets)
            throws TransactionalWriter.AbortedException {
        int chance = faults ? random.nextInt(100) : 99;
        if (chance < 8 && !inside) {
            pauseInTheMiddle(member);
        }
        if (!member.isCurrent()) {
            throw new TransactionalWriter.AbortedException(new KafkaException("the group has gone on"));
        }
        MemoryBroker.Transaction transaction = broker.begin();
        List<RecordMetadata> written = broker.append(records, transaction);
        if (chance >= 8 && chance < 15) {
            broker.end(transaction, MemoryBroker.State.ABORTED);
            throw new TransactionalWriter.AbortedException(new KafkaException("aborted"));
        }
        transaction.offsets.putAll(offsets);
        if (chance >= 15 && chance < 18) {
            throw new KafkaException("gone, and its commit comes late or never");
        }
        if (chance >= 18 && chance < 21) {
            broker.end(transaction, random.nextBoolean() ? MemoryBroker.State.COMMITTED : MemoryBroker.State.ABORTED);
            throw new KafkaException("nobody knows");
        }
        broker.decide(transaction);
        if (chance >= 60) {
            broker.end(transaction, MemoryBroker.State.COMMITTED);
        }
        return written;
    }

    /** The member stands still before it writes, and others go on. */
    private void pauseInTheMiddle(MemoryLogs member) {
        inside = true;
        try {
            rebalance();
            for (int i = 0; i < 3; i++) {
                for (SimulatedWorker other : List.copyOf(workers)) {
                    if (other.logs != member) {
                        clock.pass(Duration.ofMillis(random.nextInt(1_000)));
                        step(other);
                    }
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            inside = false;
        }
    }

    private void trigger() {
        String workflow = TRIGGERED.get(random.nextInt(TRIGGERED.size()));
        int partition =
                workflow.equals("limited") ? Placement.ofWorkflow(workflow, PARTITIONS) : random.nextInt(PARTITIONS);
        trigger(ExecutionId.create(clock.instant(), partition, random), workflow, null);
    }

    /** A sender calls, perhaps again, perhaps a gateway whose day is another one already. */
    private void deliver() {
        int number = random.nextInt(deliveries.size() + 3);
        String workflow = TRIGGERED.get(number % TRIGGERED.size());
        String key = "delivery-" + number;
        var idempotency = IdempotencyKeys.of(workflow, "hook", TriggerKind.WEBHOOK, false, key, key.getBytes(UTF_8));
        int partition = workflow.equals("limited")
                ? Placement.ofWorkflow(workflow, PARTITIONS)
                : IdempotencyKeys.partition(idempotency, PARTITIONS);
        Instant day = random.nextInt(4) == 0 ? clock.instant().plus(Duration.ofDays(1)) : clock.instant();
        UUID id = IdempotencyKeys.executionId(idempotency, day, partition);
        deliveries.computeIfAbsent(key, none -> new LinkedHashSet<>()).add(id);
        for (int times = random.nextInt(3); times >= 0; times--) {
            trigger(id, workflow, idempotency);
        }
    }

    private void trigger(UUID id, String workflow, @Nullable Idempotency idempotency) {
        triggered.put(id, workflow);
        broker.append(trigger(id, workflow, idempotency, clock.instant()));
    }

    static ProducerRecord<byte[], byte[]> trigger(
            UUID id, String workflow, @Nullable Idempotency idempotency, Instant now) {
        return RECORDS.numbered(
                Topics.TRIGGERS,
                TriggerReceived.newBuilder()
                        .setContext(EventContext.newBuilder()
                                .setExecutionId(id)
                                .setWorkflowId(workflow)
                                .setWorkflowVersion(1)
                                .setOwnerId("alice")
                                .setCreatedAt(now)
                                .setTime(now)
                                .setSequence(0)
                                .setStatus(ExecutionStatus.QUEUED)
                                .build())
                        .setTrigger(Trigger.newBuilder()
                                .setKind(TriggerKind.WEBHOOK)
                                .setNodeId("hook")
                                .setData(Payload.of("{\"body\": {}}".getBytes(UTF_8)))
                                .setIdempotency(idempotency)
                                .build())
                        .build());
    }

    private void command() {
        var ids = List.copyOf(triggered.keySet());
        if (ids.isEmpty()) {
            return;
        }
        UUID id = ids.get(random.nextInt(ids.size()));
        if (random.nextBoolean()) {
            callBack(id);
        } else {
            var cancel = CancelRequested.newBuilder()
                    .setContext(command(id))
                    .setRequestedBy("bob")
                    .build();
            broker.append(RECORDS.command(Topics.TRIGGERS, cancel, UUID.randomUUID()));
        }
    }

    private void callBack(UUID id) {
        var callback = CallbackReceived.newBuilder()
                .setContext(command(id))
                .setNodeId("hold")
                .setCallbackId(UUID.randomUUID())
                .setBody(Payload.of("1".getBytes(UTF_8)))
                .build();
        broker.append(RECORDS.command(Topics.TRIGGERS, callback, UUID.randomUUID()));
    }

    private CommandContext command(UUID id) {
        return CommandContext.newBuilder()
                .setExecutionId(id)
                .setWorkflowId(String.valueOf(triggered.get(id)))
                .setOwnerId("alice")
                .setTime(clock.instant())
                .build();
    }
}
