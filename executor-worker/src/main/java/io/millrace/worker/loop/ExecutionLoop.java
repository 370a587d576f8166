package io.millrace.worker.loop;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.idempotency.IdempotencyWindow;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.WorkerSettings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that owns partitions and runs their executions. When its producer is of no more use it begins a new life, in
 * which every partition is taken over anew.
 */
public final class ExecutionLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ExecutionLoop.class);
    private static final Duration BACKOFF = Duration.ofSeconds(1);
    private static final Duration STOPPING = Duration.ofSeconds(20);

    private final String name;
    private final WorkerSettings settings;
    private final IdempotencyWindow window;
    private final int partitions;
    private final KafkaClients clients;
    private final Definitions definitions;
    private final DecisionPool pool;
    private final LoopMetrics metrics;
    private final Clock clock;
    private final Runnable shutdown;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable Assignment assignment;
    private volatile @Nullable Throwable trouble;

    /** @param shutdown ends the process when it can do no more good */
    ExecutionLoop(
            String name,
            WorkerSettings settings,
            IdempotencyWindow window,
            int partitions,
            KafkaClients clients,
            Definitions definitions,
            DecisionPool pool,
            MeterRegistry registry,
            Clock clock,
            Runnable shutdown) {
        this.name = name;
        this.settings = settings;
        this.window = window;
        this.partitions = partitions;
        this.clients = clients;
        this.definitions = definitions;
        this.pool = pool;
        this.metrics = new LoopMetrics(registry, name);
        this.clock = clock;
        this.shutdown = shutdown;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
        gauge(registry, "millrace.worker.executions.in.flight", "executions that do something", Load::executions);
        gauge(registry, "millrace.worker.bytes.in.flight", "what those hold, in bytes of JSON", Load::bytes);
        gauge(registry, "millrace.worker.slow.nodes.in.flight", "slow nodes under way", Load::slowNodes);
        gauge(registry, "millrace.worker.sleepers", "unfinished executions that are not in memory", Load::sleepers);
        gauge(registry, "millrace.worker.queued", "executions that their workflow's limit holds back", Load::queued);
        gauge(registry, "millrace.worker.keys", "idempotency keys in memory", Load::keys);
        gauge(
                registry,
                "millrace.worker.lag",
                "triggers that are not decided yet; the committed offset tells something else",
                Load::lag);
    }

    private void gauge(MeterRegistry registry, String metric, String description, ToDoubleFunction<Load> value) {
        Gauge.builder(metric, this, loop -> value.applyAsDouble(loop.load()))
                .description(description)
                .tag("loop", name)
                .register(registry);
    }

    void start() {
        thread.start();
    }

    /** What keeps the loop from working; empty if nothing does. */
    public Optional<String> trouble() {
        Throwable cause = trouble;
        Assignment current = assignment;
        if (cause != null) {
            return Optional.of(name + ": " + cause);
        }
        if (!thread.isAlive()) {
            return Optional.of(name + " is not running");
        }
        if (current == null || !current.hasJoined()) {
            return Optional.of(name + " has not joined its group yet");
        }
        return current.refused().isEmpty()
                ? Optional.empty()
                : Optional.of(name + " has stopped partitions: " + current.refused());
    }

    private Load load() {
        Assignment current = assignment;
        return current == null ? Load.NONE : current.load();
    }

    private void run() {
        while (!stopping) {
            try {
                live();
            } catch (InterruptedException | InterruptException e) {
                log.info("{} was interrupted", name);
                return;
            } catch (KafkaException | ExecutionException e) {
                log.error("{} begins anew: {}", name, e.toString(), e);
                trouble = e;
                pause();
            } catch (RuntimeException e) {
                log.error("{} begins anew after something unexpected", name, e);
                trouble = e;
                pause();
            } catch (Error e) {
                log.error("{} ends, and this process has to be replaced", name, e);
                giveUp(e);
                return;
            }
        }
    }

    private void live() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(clients.admin(name));
                Session session = session(admin)) {
            work(session);
        }
    }

    private void work(Session session) throws InterruptedException, ExecutionException {
        try {
            while (!stopping) {
                session.step();
                trouble = null;
            }
        } catch (Error e) {
            giveUp(e); // before anything is closed, which may take for ever now
            throw e;
        }
    }

    /** Without memory, for one, nobody knows which other thread has ended, those of Kafka's clients included. */
    private void giveUp(Error cause) {
        trouble = cause;
        shutdown.run();
    }

    private Session session(Admin admin) {
        var writer = new TransactionalWriter(clients.producer(name), () -> stopping);
        var consumer =
                new KafkaConsumer<>(clients.consumer(name), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var logs = new KafkaLogs(consumer, writer, admin, clients.reader(name), clock);
        var newAssignment = new Assignment(logs, new Takeover(logs, clock));
        assignment = newAssignment;
        return new Session(
                settings,
                partitions,
                logs,
                new Gathering(logs),
                newAssignment,
                inbox -> new SleeperReader(name, clients.reader(name + "-sleepers"), inbox),
                inbox -> new KeyReader(
                        name,
                        new LogReader(clients.reader(name + "-keys"), new TransactionFencer(admin, clock)),
                        admin,
                        window,
                        inbox),
                pool,
                definitions,
                () -> definitionsEnd(admin),
                new SecureRandom(),
                metrics,
                clock);
    }

    static long definitionsEnd(Admin admin) {
        var partition = new TopicPartition(Topics.DEFINITIONS, 0);
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("cannot tell where " + partition + " ends", e);
        }
    }

    private void pause() {
        try {
            Thread.sleep(BACKOFF);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /** Lets the step under way come to its end. */
    void stop() {
        stopping = true;
    }

    @Override
    public void close() {
        stop();
        try {
            if (!thread.join(STOPPING)) {
                log.warn("{} does not stop by itself", name);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
