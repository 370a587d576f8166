package io.millrace.recorder.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.codec.EventRecords;
import io.millrace.schemas.codec.Payload;
import io.millrace.schemas.event.CommandContext;
import io.millrace.schemas.event.EventContext;
import io.millrace.schemas.event.ExecutionDeleted;
import io.millrace.schemas.event.ExecutionFinished;
import io.millrace.schemas.event.ExecutionStarted;
import io.millrace.schemas.event.ExecutionStatus;
import io.millrace.schemas.event.Failure;
import io.millrace.schemas.event.LogLevel;
import io.millrace.schemas.event.LogLine;
import io.millrace.schemas.event.LogsEmitted;
import io.millrace.schemas.event.NodeAttemptFailed;
import io.millrace.schemas.event.NodeCompleted;
import io.millrace.schemas.event.NodeStarted;
import io.millrace.schemas.event.NodeStatus;
import io.millrace.schemas.event.NodeWaiting;
import io.millrace.schemas.event.Trigger;
import io.millrace.schemas.event.TriggerKind;
import io.millrace.schemas.event.TriggerReceived;
import io.millrace.schemas.id.ExecutionId;
import io.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One execution's records, in the order in which they are told; each step is a millisecond later than the one before.
 */
public final class Story {
    private static final EventRecords RECORDS = new EventRecords("test");

    private final String owner;
    private final String workflow;
    private final UUID id;
    private final Instant createdAt;
    private final List<SpecificRecord> triggers = new ArrayList<>();
    private final List<SpecificRecord> events = new ArrayList<>();
    private final Map<String, Instant> firstStarts = new HashMap<>();
    private ExecutionStatus status = ExecutionStatus.QUEUED;
    private Duration paused = Duration.ZERO;
    private boolean test;

    private Story(String owner, String workflow, UUID id, Instant createdAt) {
        this.owner = owner;
        this.workflow = workflow;
        this.id = id;
        this.createdAt = createdAt;
    }

    /** An execution that is created now. */
    public static Story of(String owner, String workflow) {
        return of(owner, workflow, Instant.now(), RandomGenerator.getDefault());
    }

    /** An execution that is created then, in some partition. */
    public static Story of(String owner, String workflow, Instant createdAt, RandomGenerator random) {
        Instant time = createdAt.truncatedTo(ChronoUnit.MILLIS);
        UUID id = ExecutionId.create(time, random.nextInt(Topics.DEFAULT_PARTITIONS), random);
        return new Story(owner, workflow, id, time);
    }

    /** An execution that is created now, in this partition. */
    public static Story in(int partition, String owner, String workflow) {
        Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Story(owner, workflow, ExecutionId.create(time, partition, RandomGenerator.getDefault()), time);
    }

    /** An execution with the id that its key gives it. */
    public static Story derived(String owner, String workflow, Instant createdAt, UUID id) {
        return new Story(owner, workflow, id, createdAt.truncatedTo(ChronoUnit.MILLIS));
    }

    public UUID id() {
        return id;
    }

    public String workflow() {
        return workflow;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** When the step with this sequence happened. */
    public Instant at(int sequence) {
        return createdAt.plusMillis(sequence);
    }

    public List<SpecificRecord> triggers() {
        return List.copyOf(triggers);
    }

    public List<SpecificRecord> events() {
        return List.copyOf(events);
    }

    /** All of it for the topics, the trigger first. */
    public List<ProducerRecord<byte[], byte[]>> records() {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (SpecificRecord trigger : triggers) {
            records.add(
                    trigger instanceof TriggerReceived
                            ? RECORDS.numbered(Topics.TRIGGERS, trigger)
                            : RECORDS.command(Topics.TRIGGERS, trigger, UUID.randomUUID()));
        }
        events.forEach(event -> records.add(RECORDS.numbered(Topics.EVENTS, event)));
        return records;
    }

    /** Whatever is told after this happens that much later. */
    public Story pausing(Duration time) {
        paused = paused.plus(time);
        return this;
    }

    /** From here on it is a test run; to be said first. */
    public Story asTest() {
        test = true;
        return this;
    }

    public Story triggered(String data) {
        return triggered(trigger(data).setLabels(Map.of("order", "7")).build());
    }

    public Story triggered(Trigger trigger) {
        triggers.add(new TriggerReceived(context(0), trigger));
        return this;
    }

    public Story started() {
        return event(ExecutionStatus.RUNNING, context -> new ExecutionStarted(context, null));
    }

    public Story startedInside(String data) {
        return event(
                ExecutionStatus.RUNNING,
                context -> new ExecutionStarted(context, trigger(data).build()));
    }

    public Story nodeStarted(String node, int attempt) {
        return event(status, context -> NodeStarted.newBuilder()
                .setContext(context)
                .setNodeId(node)
                .setAttempt(attempt)
                .setStartedAt(attempted(node, context.getTime()))
                .build());
    }

    public Story attemptFailed(String node, int attempt) {
        return event(status, context -> NodeAttemptFailed.newBuilder()
                .setContext(context)
                .setNodeId(node)
                .setAttempt(attempt)
                .setStartedAt(attempted(node, context.getTime().minusMillis(1)))
                .setFinishedAt(context.getTime())
                .setError(failure("http-status", "503"))
                .setNextAttemptAt(context.getTime().plusSeconds(1))
                .build());
    }

    public Story waiting(String node) {
        return event(ExecutionStatus.WAITING, context -> NodeWaiting.newBuilder()
                .setContext(context)
                .setNodeId(node)
                .setStartedAt(context.getTime())
                .build());
    }

    public Story completed(String node, String output) {
        return completed(node, 1, NodeStatus.SUCCESS, output, null);
    }

    public Story completed(
            String node, int attempt, NodeStatus nodeStatus, @Nullable String output, @Nullable Failure error) {
        return event(ExecutionStatus.RUNNING, context -> completed(context, node, output)
                .setNodeStatus(nodeStatus)
                .setAttempt(attempt)
                .setStartedAt(firstAttempted(node, context.getTime().minusMillis(1)))
                .setError(error)
                .build());
    }

    /** A trigger node's end, as a worker tells it: the body is in what the execution was triggered with. */
    public Story handedOn(String node, String body) {
        return event(ExecutionStatus.RUNNING, context -> completed(context, node, body)
                .setOutputIsTriggerBody(true)
                .build());
    }

    private static NodeCompleted.Builder completed(EventContext context, String node, @Nullable String output) {
        Instant begin = context.getTime().minusMillis(1);
        return NodeCompleted.newBuilder()
                .setContext(context)
                .setNodeId(node)
                .setNodeName(node + "'s name")
                .setNodeType("set")
                .setNodeStatus(NodeStatus.SUCCESS)
                .setOutputName(output == null ? null : "main")
                .setStartedAt(begin)
                .setAttemptStartedAt(begin)
                .setFinishedAt(context.getTime())
                .setOutput(output == null ? null : json(output));
    }

    public Story logged(String... messages) {
        return event(status, context -> {
            var lines = new ArrayList<LogLine>();
            for (String message : messages) {
                lines.add(LogLine.newBuilder()
                        .setLine(lines.size())
                        .setTime(context.getTime())
                        .setLevel(LogLevel.INFO)
                        .setMessage(message)
                        .build());
            }
            return LogsEmitted.newBuilder().setContext(context).setLines(lines).build();
        });
    }

    public Story finished(String output, String... skipped) {
        return finished(ExecutionStatus.SUCCESS, output, null, List.of(), List.of(skipped));
    }

    public Story finished(
            ExecutionStatus end,
            @Nullable String output,
            @Nullable Failure error,
            List<String> failed,
            List<String> skipped) {
        return event(end, context -> ExecutionFinished.newBuilder()
                .setContext(context)
                .setStartedAt(at(1))
                .setOutput(output == null ? null : json(output))
                .setError(error)
                .setFailedNodes(failed)
                .setPath(List.of("hook", "total"))
                .setSkipped(skipped)
                .setNodesExecuted(2)
                .build());
    }

    public Story deleted() {
        return deletedBy(owner, workflow);
    }

    /** A request that names another owner or workflow than the execution's own. */
    public Story deletedBy(String otherOwner, String otherWorkflow) {
        triggers.add(new ExecutionDeleted(new CommandContext(id, otherWorkflow, otherOwner, createdAt), otherOwner));
        return this;
    }

    public static Trigger.Builder trigger(String data) {
        return Trigger.newBuilder()
                .setKind(TriggerKind.WEBHOOK)
                .setNodeId("hook")
                .setData(json(data));
    }

    public static Failure failure(String type, String message) {
        return Failure.newBuilder().setType(type).setMessage(message).build();
    }

    public static ByteBuffer json(String json) {
        return Payload.of(json.getBytes(UTF_8));
    }

    private Instant attempted(String node, Instant time) {
        firstStarts.putIfAbsent(node, time);
        return time;
    }

    private Instant firstAttempted(String node, Instant time) {
        return firstStarts.getOrDefault(node, time);
    }

    /** A record that only its test can think of. */
    public Story told(ExecutionStatus after, Told told) {
        return event(after, told);
    }

    /** A record that is told of an execution. */
    public interface Told {
        SpecificRecord by(EventContext context);
    }

    private Story event(ExecutionStatus after, Told told) {
        status = after;
        events.add(told.by(context(events.size() + 1)));
        return this;
    }

    private EventContext context(int sequence) {
        Instant time = at(sequence).plus(paused);
        return new EventContext(id, workflow, 1, owner, createdAt, time, sequence, status, test);
    }
}
