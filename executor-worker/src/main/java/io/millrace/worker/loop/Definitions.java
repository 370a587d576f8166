package io.millrace.worker.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.EventCodec;
import io.millrace.schemas.codec.UndecodableEventException;
import io.millrace.schemas.schedule.Schedule;
import io.millrace.schemas.topic.TopicTail;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.workflow.Node;
import io.millrace.schemas.workflow.PublishedVersion;
import io.millrace.schemas.workflow.WorkflowCatalog;
import io.millrace.schemas.workflow.WorkflowParser;
import io.millrace.schemas.workflow.WorkflowState;
import io.millrace.worker.execution.CallbackUrls;
import io.millrace.worker.execution.Plan;
import io.millrace.worker.execution.Workflows;
import io.millrace.worker.node.NodeTypes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The published workflows, followed as they change, and their versions made ready to run. Safe for any thread. */
public final class Definitions implements Workflows, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Definitions.class);

    private record Version(String workflowId, int number) {}

    private final WorkflowParser parser;
    private final NodeTypes types;
    private final CallbackUrls callbackUrls;
    private final WorkflowCatalog catalog;
    private final TopicTail tail;
    private final Map<Version, Plan> plans = new ConcurrentHashMap<>();

    /** Not reading yet, see {@link #start}. */
    public Definitions(
            Map<String, Object> consumerProperties, WorkflowParser parser, NodeTypes types, CallbackUrls callbackUrls) {
        this.parser = parser;
        this.types = types;
        this.callbackUrls = callbackUrls;
        this.catalog = new WorkflowCatalog(parser);
        this.tail = new TopicTail(consumerProperties, Topics.DEFINITIONS, this::handle);
    }

    /** Begins to read. */
    public void start() {
        tail.start();
    }

    /** Makes sure that the first execution is decided as fast as any other. */
    void warmUp() {
        WarmUp.run(new Plan(
                parser.readPublished("Warm-up", true, ByteBuffer.wrap(WarmUp.DEFINITION)), types, callbackUrls));
    }

    /**
     * A version made ready to run; empty if it was not read yet or does not exist.
     *
     * @throws IllegalArgumentException if the version cannot be run by this worker
     */
    Optional<Plan> plan(String workflowId, int version) {
        var key = new Version(workflowId, version);
        Plan known = plans.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        return catalog.find(workflowId)
                .flatMap(workflow -> workflow.version(version))
                .map(published ->
                        plans.computeIfAbsent(key, missing -> new Plan(published.workflow(), types, callbackUrls)));
    }

    @Override
    public Optional<Live> live(String ownerId, String workflowId) {
        return catalog.find(workflowId)
                .filter(workflow -> workflow.ownerId().equals(ownerId))
                .flatMap(WorkflowState::liveVersion)
                .flatMap(version -> plan(workflowId, version).map(plan -> new Live(version, plan)));
    }

    /** The schedules of all live versions; a version that this worker cannot run has none. */
    List<Scheduled> scheduled() {
        var scheduled = new ArrayList<Scheduled>();
        for (WorkflowState workflow : catalog.all()) {
            try {
                workflow.live().ifPresent(live -> addSchedules(workflow, live, scheduled));
            } catch (IllegalArgumentException e) {
                log.error("the schedules of {} cannot be kept", workflow.workflowId(), e);
            }
        }
        return scheduled;
    }

    private void addSchedules(WorkflowState workflow, PublishedVersion live, List<Scheduled> to) {
        for (Node node : live.workflow().triggers()) {
            if (node.type().equals(Schedule.TYPE) && !node.disabled()) {
                to.add(new Scheduled(
                        workflow.workflowId(),
                        live.number(),
                        workflow.ownerId(),
                        node.id(),
                        node.parameters(),
                        Schedule.of(node.parameters()),
                        workflow.updatedAt(),
                        plan(workflow.workflowId(), live.number()).orElseThrow()));
            }
        }
    }

    /**
     * Waits until what was published before an offset is known.
     *
     * @return false if that takes longer
     */
    boolean await(long end, Duration timeout) throws InterruptedException {
        try {
            if (end > 0) {
                tail.awaitHandled(end - 1, timeout);
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** The offset up to which definitions are known. */
    long position() {
        return tail.position();
    }

    /** Why definitions are no longer followed, if they are not. */
    public Optional<Throwable> failure() {
        return tail.failure();
    }

    /** Takes in the next record of the definitions. */
    void handle(ConsumerRecord<byte[], byte @Nullable []> record) {
        String key = new String(record.key(), UTF_8);
        byte[] value = record.value();
        try {
            Optional<SpecificRecord> change = value == null ? Optional.empty() : Optional.of(EventCodec.decode(value));
            catalog.apply(key, change);
        } catch (UndecodableEventException e) {
            // Its workflow's triggers will fail and say so; all the other workflows go on.
            log.error("{}@{} with key {} cannot be decoded", record.topic(), record.offset(), key, e);
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
