package io.millrace.worker.loop;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.idempotency.IdempotencyWindow;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicTail;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.WorkerSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's loops and what they share. Waits for a broker that is away; stops for topics that contradict the design.
 */
public final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    private static final Duration DEFINITIONS_PATIENCE = Duration.ofSeconds(30);

    private final int partitions;
    private final KafkaClients clients;
    private final Definitions definitions;
    private final TopicTail credentials;
    private final DecisionPool pool;
    private final List<ExecutionLoop> loops = new ArrayList<>();
    private final Runnable shutdown;
    private final Thread starter;
    private volatile @Nullable String trouble = "the broker has not answered yet";

    /**
     * Not running yet, see {@link #start}.
     *
     * @param window for how long idempotency keys count
     * @param partitions of the {@code execution.*} topics
     * @param credentials reads the credentials; begun once their topic is there
     * @param shutdown ends the process when it can do no more good
     */
    public Engine(
            WorkerSettings settings,
            IdempotencyWindow window,
            int partitions,
            KafkaClients clients,
            Definitions definitions,
            TopicTail credentials,
            MeterRegistry registry,
            Clock clock,
            Runnable shutdown) {
        this.partitions = partitions;
        this.clients = clients;
        this.definitions = definitions;
        this.credentials = credentials;
        this.shutdown = shutdown;
        this.pool = new DecisionPool(settings.threads(), shutdown);
        Gauge.builder("millrace.worker.stuck.threads", pool, DecisionPool::stuckThreads)
                .register(registry);
        for (int i = 1; i <= settings.loops(); i++) {
            String name = "executor-worker-loop-" + i;
            loops.add(new ExecutionLoop(
                    name, settings, window, partitions, clients, definitions, pool, registry, clock, shutdown));
        }
        this.starter =
                Thread.ofPlatform().name("executor-worker-start").daemon().unstarted(this::begin);
    }

    /** Begins to work as soon as the broker answers. */
    public void start() {
        starter.start();
    }

    /** What keeps the worker from working; empty if nothing does. */
    public List<String> troubles() {
        var troubles = new ArrayList<String>();
        String starting = trouble;
        if (starting != null) {
            troubles.add(starting);
            return troubles;
        }
        troubles.addAll(fatalTroubles());
        loops.forEach(loop -> loop.trouble().ifPresent(troubles::add));
        return troubles;
    }

    /** What keeps it from ever working again, short of a new process; empty if nothing does. */
    public List<String> fatalTroubles() {
        return Stream.of(
                        definitions.failure().map(failure -> "definitions are no longer followed: " + failure),
                        credentials.failure().map(failure -> "credentials are no longer followed: " + failure))
                .flatMap(Optional::stream)
                .toList();
    }

    private void begin() {
        try {
            TopicProvisioner.ensureWhenReachable(clients.admin("executor-worker-start"), Topics.all(partitions));
            definitions.start();
            credentials.start();
            // Or the first triggers would all be parked, and found again in another order.
            awaitDefinitions();
            definitions.warmUp();
            loops.forEach(ExecutionLoop::start);
            trouble = null;
        } catch (InterruptedException e) {
            log.info("stopped before the broker answered");
        } catch (RuntimeException | Error e) {
            log.error("this worker cannot run", e);
            trouble = e.toString();
            shutdown.run();
        }
    }

    private void awaitDefinitions() throws InterruptedException {
        try (Admin admin = Admin.create(clients.admin("executor-worker-start"))) {
            if (!definitions.await(ExecutionLoop.definitionsEnd(admin), DEFINITIONS_PATIENCE)) {
                log.warn("the definitions take long to read; what needs them waits");
            }
        }
    }

    @Override
    public void close() {
        starter.interrupt();
        loops.forEach(ExecutionLoop::stop);
        loops.forEach(ExecutionLoop::close);
        definitions.close();
        pool.close();
    }
}
