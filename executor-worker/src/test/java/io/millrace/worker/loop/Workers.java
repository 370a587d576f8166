package io.millrace.worker.loop;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.fixture.Servers;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.idempotency.IdempotencyWindow;
import io.millrace.schemas.topic.TopicTail;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.NodeTypes;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.worker.InstalledNodeTypes;
import io.millrace.worker.WorkerSettings;
import io.millrace.worker.node.NodeType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.util.unit.DataSize;

/** A worker's loops on a real broker, and what is around them. */
final class Workers implements AutoCloseable {
    static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", Servers.kafka());

    static final IdempotencyWindow WINDOW = new IdempotencyWindow(Duration.ofDays(1));

    final Topic topic = new Topic(KAFKA);
    private SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private volatile boolean gaveUp;
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    /** Everything falls asleep at once, and nothing keeps the watermark for long. */
    static WorkerSettings settings() {
        return new WorkerSettings(
                1,
                0,
                Duration.ofSeconds(2), // what is quick is not to depend on how busy the machine is
                Duration.ofSeconds(5),
                1_000,
                DataSize.ofMegabytes(8),
                100,
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                1_000);
    }

    Engine start() {
        return start(settings());
    }

    Engine start(WorkerSettings settings) {
        return start(settings, type -> type);
    }

    /** @param prepared makes what is to run of each node type */
    Engine start(WorkerSettings settings, UnaryOperator<NodeType> prepared) {
        var context = InstalledNodeTypes.open();
        closeAtEnd(context);
        var types = new io.millrace.worker.node.NodeTypes(
                context.getBeansOfType(NodeType.class).values().stream()
                        .map(prepared)
                        .toList(),
                NodeTypes.onClassPath());
        registry = new SimpleMeterRegistry();
        var clients = new KafkaClients(KAFKA, KAFKA, KAFKA);
        var definitions = new Definitions(
                clients.definitions(),
                new WorkflowParser(NodeTypes.onClassPath()),
                types,
                (id, wait) -> "http://localhost/callbacks/" + wait);
        var credentials = new TopicTail(clients.definitions(), Topics.CREDENTIALS, record -> {});
        closeAtEnd(credentials);
        var engine = new Engine(
                settings,
                WINDOW,
                Topics.DEFAULT_PARTITIONS,
                clients,
                definitions,
                credentials,
                registry,
                Clock.systemUTC(),
                () -> gaveUp = true);
        closeAtEnd(engine);
        engine.start();
        return engine;
    }

    /** Whether an engine has asked for a new process. */
    boolean haveGivenUp() {
        return gaveUp;
    }

    /** What the engine that was started last tells of itself, over all loops. */
    double gauge(String name) {
        return registry.find(name).gauges().stream().mapToDouble(Gauge::value).sum();
    }

    double count(String name) {
        return registry.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    void closeAtEnd(AutoCloseable resource) {
        opened.add(resource);
    }

    ExecutionFinished finished(UUID id) {
        return awaited(id, ExecutionFinished.class);
    }

    /** The first such event of the execution, as soon as there is one. */
    <T extends SpecificRecord> T awaited(UUID id, Class<T> type) {
        await().until(() -> !events(id, type).isEmpty());
        return events(id, type).getFirst();
    }

    <T extends SpecificRecord> List<T> events(UUID id, Class<T> type) {
        return topic.events(id).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Override
    public void close() {
        for (AutoCloseable resource : opened.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        topic.close();
    }
}
